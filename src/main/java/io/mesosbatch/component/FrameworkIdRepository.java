package io.mesosbatch.component;

import java.util.Optional;

/**
 * Keeps the framework id beyond the life of the process, so that a restarted application gets its
 * tasks back instead of becoming a new framework.
 *
 * <p>Both methods may block. {@code save} returns before any event of the subscription reaches a
 * route, so nothing can be launched under an id that is not yet kept (scheduler HTTP API,
 * SUBSCRIBE).
 */
public interface FrameworkIdRepository {

  /**
   * @param session the name in {@code mesos:name}
   * @return the id kept last, or empty for a new framework
   */
  Optional<String> load(String session) throws Exception;

  /**
   * @param session the name in {@code mesos:name}
   * @param frameworkId the id that the master gave or confirmed
   * @throws Exception stops the session: without a kept id nothing may be launched
   */
  void save(String session, String frameworkId) throws Exception;
}
