package io.mesosbatch.ops;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request with the parts of its address.
 *
 * @param id of the job, if the path names one; otherwise empty
 */
record Request(HttpRequest head, String id, Map<String, List<String>> query) {
  static Request of(HttpRequest head, String id) {
    return new Request(head, id, new QueryStringDecoder(head.uri()).parameters());
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(head.headers().get(name)).map(String::strip);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> String.join(",", values));
  }

  /**
   * @throws Refusal it is no number between the two
   */
  int number(String name, int otherwise, int least, int most) {
    Optional<String> value = parameter(name);
    try {
      int number = value.map(Integer::parseInt).orElse(otherwise);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same words for both
    }
    throw new Refusal(
        HttpResponseStatus.BAD_REQUEST,
        name + " = " + value.get() + ": a number from " + least + " to " + most + " is wanted");
  }

  /** Ends the work on a request with a problem. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Refusal(Problem problem) {
      super(problem.detail());
      this.problem = problem;
    }

    Refusal(HttpResponseStatus status, String detail) {
      this(Problem.of(status, detail));
    }

    Problem problem() {
      return problem;
    }
  }
}
