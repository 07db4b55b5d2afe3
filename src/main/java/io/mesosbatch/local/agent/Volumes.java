package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The persistent volumes of an agent: directories that outlive the tasks which use them. */
final class Volumes {
  private final WorkDirectory work;

  Volumes(WorkDirectory work) {
    this.work = work;
  }

  /** Makes the directories of a CREATE, removes those of a DESTROY; others change no directory. */
  void apply(Offer.Operation operation) throws LaunchException {
    try {
      if (operation.getType() == Offer.Operation.Type.CREATE) {
        for (Resource volume : operation.getCreate().getVolumesList()) {
          Files.createDirectories(directory(volume));
        }
      } else if (operation.getType() == Offer.Operation.Type.DESTROY) {
        for (Resource volume : operation.getDestroy().getVolumesList()) {
          remove(directory(volume));
        }
      }
    } catch (IOException e) {
      throw new LaunchException("Failed to change the volume: " + WorkDirectory.words(e), e);
    } catch (UncheckedIOException e) {
      throw new LaunchException(
          "Failed to remove the volume: " + WorkDirectory.words(e.getCause()), e);
    }
  }

  Path directory(Resource volume) throws LaunchException {
    return work.volume(role(volume), volume.getDisk().getPersistence().getId());
  }

  /** The role that the volume is reserved to. */
  private static String role(Resource volume) {
    Resource current = Resources.of(volume).toProto().get(0);
    int reservations = current.getReservationsCount();
    return reservations == 0 ? "*" : current.getReservations(reservations - 1).getRole();
  }

  /** Links inside are removed, not followed. */
  static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
