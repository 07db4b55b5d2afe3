package io.mesosbatch.scheduling;

import java.util.List;

/**
 * Why tasks wait.
 *
 * @param jobId whose tasks they are
 * @param tasks how many, all alike
 * @param demand what one of them wants, for people: {@code cpus:1; mem:128}
 * @param reasons for people; the first is the most important
 */
public record Waiting(String jobId, int tasks, String demand, List<String> reasons) {}
