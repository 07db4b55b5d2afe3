package io.mesosbatch.ops;

import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

/**
 * Puts a gate into the pipeline of each connection. It is the endpoint's "encoder": only these
 * stand where answers still pass the encoder of HTTP.
 */
public final class GateFactory extends DefaultChannelHandlerFactory {
  private final HttpOptions options;
  private final JobsApi api;
  private final Access access;

  /**
   * @throws IllegalArgumentException other machines could start tasks without credentials
   * @throws IOException the folder for what is being received cannot be made
   */
  public GateFactory(HttpOptions options, JobsApi api) throws IOException {
    this.options = options;
    this.api = api;
    this.access = new Access(options);
    Access.refusal(options)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    Files.createDirectories(options.spool());
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(options.spool(), "{http,result}-*")) {
      for (Path file : leftovers) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public ChannelHandler newChannelHandler() {
    return new RequestGate(options, access, api::check);
  }
}
