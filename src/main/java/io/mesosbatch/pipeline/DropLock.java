package io.mesosbatch.pipeline;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.strategy.FileChangedExclusiveReadLockStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a dropped file may be taken: it has not grown for a second, and no other program on the same
 * folder has it in hand. Each file stands for one byte of a common lock file, so that nothing is
 * left behind when a program dies: its locks go with it.
 */
public final class DropLock extends FileChangedExclusiveReadLockStrategy implements AutoCloseable {
  private static final String LOCK = "CamelMesosBatchDropLock";

  /** Its result has a longer one, and file systems end at 255. */
  private static final int MOST_NAME_BYTES = 200;

  private static final long QUIET_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(DropLock.class);

  private final FileChannel channel;
  private final Set<String> left = ConcurrentHashMap.newKeySet();

  /**
   * @param folder the one with the inbox
   * @throws IOException the lock file cannot be made
   */
  public DropLock(Path folder) throws IOException {
    Files.createDirectories(folder);
    channel =
        FileChannel.open(
            folder.resolve(".inbox.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    setMarkerFiler(false);
    setDeleteOrphanLockFiles(false);
    setCheckInterval(QUIET_MILLIS / 4);
    setMinAge(QUIET_MILLIS);
  }

  @Override
  public boolean acquireExclusiveReadLock(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
      throws Exception {
    if (!canBeTaken(file) || !super.acquireExclusiveReadLock(operations, file, exchange)) {
      return false;
    }
    FileLock lock = lock(file);
    if (lock == null) {
      return false;
    }
    if (!file.getFile().exists()) {
      lock.release(); // another program was faster
      return false;
    }
    exchange.setProperty(LOCK, lock);
    return true;
  }

  /** One that cannot would be tried again and again, and keep the others waiting. */
  private boolean canBeTaken(GenericFile<File> file) {
    String why = "";
    if (bytes(file.getFileNameOnly()) > MOST_NAME_BYTES) {
      why = "has a name of more than " + MOST_NAME_BYTES + " bytes: give it a shorter one";
    } else if (!Files.isReadable(file.getFile().toPath())) {
      why = "may not be read by the user " + System.getProperty("user.name");
    }
    if (why.isEmpty()) {
      left.remove(file.getRelativeFilePath());
    } else if (file.getFile().exists() && left.add(file.getRelativeFilePath())) {
      LOG.warn("{} stays where it is, because it {}", file.getFile(), why);
    }
    return why.isEmpty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private FileLock lock(GenericFile<File> file) throws IOException {
    try {
      return channel.tryLock(position(file.getRelativeFilePath()), 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static long position(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      long position = 0;
      for (int i = 0; i < 7; i++) {
        position = position << 8 | digest[i] & 0xff;
      }
      return position;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void releaseExclusiveReadLockOnAbort(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
      throws IOException {
    release(exchange);
  }

  @Override
  public void releaseExclusiveReadLockOnRollback(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
      throws IOException {
    release(exchange);
  }

  @Override
  public void releaseExclusiveReadLockOnCommit(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
      throws IOException {
    release(exchange);
  }

  private static void release(Exchange exchange) throws IOException {
    if (exchange.removeProperty(LOCK) instanceof FileLock lock && lock.isValid()) {
      lock.release();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
