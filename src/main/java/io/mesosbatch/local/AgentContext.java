package io.mesosbatch.local;

import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all agents of one embedded Mesos share.
 *
 * @param number of the agent, from 0
 * @param workDirectory of this agent alone; not made yet
 * @param events the Netty threads, for the agent's HTTP server
 * @param timers for delays; tasks on it must not block
 * @param updateRetry after how long an unacknowledged update is sent again the first time; doubles
 *     each time, up to 60 times this
 */
public record AgentContext(
    int number,
    Path workDirectory,
    EventLoopGroup events,
    ScheduledExecutorService timers,
    Duration updateRetry) {}
