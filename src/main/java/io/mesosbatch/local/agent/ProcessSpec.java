package io.mesosbatch.local.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process to start.
 *
 * @param arguments the program and its arguments
 * @param directory to start in
 * @param environment all of it: nothing else is inherited
 * @param stdout appended to; made if missing
 * @param stderr appended to; made if missing
 * @param user to run as; empty: the user of this JVM
 */
record ProcessSpec(
    List<String> arguments,
    Path directory,
    Map<String, String> environment,
    Path stdout,
    Path stderr,
    Optional<String> user) {}
