package io.mesosbatch.client;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Finds the leading master. Belongs to one client, which closes it. */
@FunctionalInterface
public interface MasterDetector extends AutoCloseable {
  /**
   * Asked before each attempt to subscribe, on an event loop: must not block. May take its time to
   * complete, until there is a leader. A master that does not lead will do: it redirects.
   */
  CompletionStage<MasterAddress> detect();

  /**
   * Tries the masters in turn.
   *
   * @throws IllegalArgumentException if there are none
   */
  static MasterDetector of(List<MasterAddress> masters) {
    return new MasterList(masters);
  }

  /**
   * From now on the listener is told, on any thread, when another master leads than the one that
   * was detected before. A detector that cannot know says nothing.
   */
  default void watch(Consumer<MasterAddress> listener) {}

  @Override
  default void close() {}

  /**
   * Tries the masters of a comma-separated list in turn, see {@link MasterAddress#parse}; or asks
   * ZooKeeper: {@code zk://[user:password@]host:port,host:port/path}.
   *
   * @throws IllegalArgumentException if one is no address or there are none
   */
  static MasterDetector parse(String masters) {
    return parse(masters, false);
  }

  /** The same list for people: without what stands before an {@code @}, which may be a secret. */
  static String shown(String masters) {
    return ZooKeeperUrl.is(masters)
        ? masters.replaceFirst("(?i)(zk://).*@", "$1")
        : masters.replaceAll("(^|,)([^,@/]*//)?[^,]*@", "$1$2");
  }

  /**
   * @param https whether the masters that ZooKeeper knows speak TLS
   */
  static MasterDetector parse(String masters, boolean https) {
    return ZooKeeperUrl.is(masters)
        ? new ZooKeeperDetector(ZooKeeperUrl.parse(masters), https)
        : new MasterList(MasterList.parse(masters));
  }
}
