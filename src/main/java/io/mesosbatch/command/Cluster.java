package io.mesosbatch.command;

import io.mesosbatch.client.ClusterView;
import io.mesosbatch.client.Credential;
import io.mesosbatch.client.MasterAddress;
import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.resources.Resources;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agents of the cluster have in all, asked from the first master that answers. */
final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final String masters;
  private final ClusterView view;

  Cluster(String masters, Optional<Credential> credential) {
    this.masters = masters;
    this.view = new ClusterView(credential);
  }

  /** Empty if no master says: then nothing is refused for its size. */
  Optional<ClusterFit> fit() {
    for (String master : masters.split(",")) {
      try {
        Map<String, Resources> agents = new LinkedHashMap<>();
        view.totals(MasterAddress.parse(master))
            .forEach((id, total) -> agents.put(id, Resources.of(total)));
        return Optional.of(new ClusterFit(agents));
      } catch (IOException e) {
        LOG.debug("The master at {} does not say what its agents have", master, e);
      }
    }
    return Optional.empty();
  }
}
