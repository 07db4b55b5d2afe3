package io.mesosbatch.command;

import io.mesosbatch.client.Credential;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.resources.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agents of the cluster have in all, asked from the first master that answers. */
final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final String masters;
  private final Optional<Credential> credential;

  Cluster(String masters, Optional<Credential> credential) {
    this.masters = masters;
    this.credential = credential;
  }

  /** Empty if no master says: then nothing is refused for its size. */
  Optional<ClusterFit> fit() {
    try {
      Map<String, Resources> agents = new LinkedHashMap<>();
      new OperatorClient(masters, credential)
          .totals()
          .forEach((id, total) -> agents.put(id, Resources.of(total)));
      return Optional.of(new ClusterFit(agents));
    } catch (MesosException e) {
      LOG.debug("The master at {} does not say what its agents have", masters, e);
      return Optional.empty();
    }
  }
}
