package io.mesosbatch.ops;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the operation that a request asks for. */
final class Operations {
  private final List<Operation> operations;

  Operations(List<Operation> operations) {
    this.operations = operations;
  }

  /**
   * @param operation null if there is none
   * @param refusal why there is none
   */
  record Match(Operation operation, String id, Optional<Problem> refusal) {}

  List<String> names() {
    return operations.stream().map(o -> o.method() + " " + o.path()).toList();
  }

  Match find(HttpRequest request) {
    String path = new QueryStringDecoder(request.uri()).path();
    HttpMethod method =
        request.method().equals(HttpMethod.HEAD) ? HttpMethod.GET : request.method();
    TreeSet<String> methods = new TreeSet<>();
    for (Operation operation : operations) {
      Optional<String> id = match(operation.path(), path);
      if (id.isPresent()) {
        if (operation.method().equals(method)) {
          return new Match(operation, id.get(), Optional.empty());
        }
        methods.add(operation.method().name());
      }
    }
    Problem problem =
        methods.isEmpty()
            ? Problem.of(HttpResponseStatus.NOT_FOUND, "there is nothing at " + path)
            : Problem.of(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                path + " takes " + methods.stream().collect(Collectors.joining(", ")));
    return new Match(null, "", Optional.of(problem));
  }

  /** The value of {@code {id}}, or nothing for a path that has none; empty if it does not match. */
  private static Optional<String> match(String template, String path) {
    int id = template.indexOf("{id}");
    if (id < 0) {
      return template.equals(path) ? Optional.of("") : Optional.empty();
    }
    String before = template.substring(0, id);
    String after = template.substring(id + "{id}".length());
    if (path.length() <= before.length() + after.length()
        || !path.startsWith(before)
        || !path.endsWith(after)) {
      return Optional.empty();
    }
    String value = path.substring(before.length(), path.length() - after.length());
    return value.contains("/") ? Optional.empty() : Optional.of(value);
  }
}
