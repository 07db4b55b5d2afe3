package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that several endpoints give. */
final class Replies {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  static Reply onlyPost(String method) {
    return new Reply(
        "405 Method Not Allowed",
        List.of("Allow: POST", "Content-Type: text/plain; charset=utf-8"),
        ("Expecting one of { 'POST' }, but received '" + method + "'")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** A fault of ours, not of the caller. */
  static Reply failed(Object call, RuntimeException why) {
    log.error("The embedded master failed at {}", call, why);
    return Reply.text("500 Internal Server Error", "The embedded master failed at " + call);
  }
}
