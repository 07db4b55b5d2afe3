package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/** Reads from an exchange which calls to send. */
final class CallBody {
  private CallBody() {}

  /**
   * @param endpointOperation null if the endpoint names none
   * @return in the order of the body; may read the body as it goes
   * @throws IllegalArgumentException says what is wrong or missing
   */
  static Iterator<Call> calls(Exchange exchange, Call.Type endpointOperation, Double refuseSeconds)
      throws InvalidPayloadException {
    Message message = exchange.getMessage();
    Object body = message.getBody();
    String header = message.getHeader(MesosConstants.OPERATION, String.class);
    Call.Type operation = header == null ? endpointOperation : operation(header);
    if (operation == null) {
      return complete(message, body);
    }
    if (body instanceof Call call) {
      if (call.getType() != operation) {
        throw new IllegalArgumentException(
            "The operation is " + operation + ", but the body is a Call " + call.getType());
      }
      return complete(message, body);
    }
    return new CallFactory(operation, message, refuseSeconds).calls().iterator();
  }

  private static Call.Type operation(String name) {
    try {
      return Call.Type.valueOf(name.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "The header "
              + MesosConstants.OPERATION
              + " is "
              + name
              + "; choose among "
              + Arrays.stream(Call.Type.values())
                  .filter(t -> t != Call.Type.UNKNOWN && t != Call.Type.SUBSCRIBE)
                  .map(Enum::name)
                  .collect(Collectors.joining(", ")),
          unknown);
    }
  }

  private static Iterator<Call> complete(Message message, Object body)
      throws InvalidPayloadException {
    Iterator<?> items;
    if (body instanceof Iterator<?> iterator) {
      items = iterator;
    } else if (body instanceof Iterable<?> iterable) {
      items = iterable.iterator();
    } else if (body instanceof Object[] array) {
      items = List.of(array).iterator();
    } else if (body == null) {
      throw new IllegalArgumentException(
          "The body is null: a Call, several of them, or an operation is wanted (option operation"
              + " or header "
              + MesosConstants.OPERATION
              + ")");
    } else {
      items = Collections.singleton(message.getMandatoryBody(Call.class)).iterator();
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Call next() {
        return checked(items.next());
      }
    };
  }

  private static Call checked(Object item) {
    if (!(item instanceof Call call)) {
      throw new IllegalArgumentException(
          "Without an operation the body holds Calls, not " + Bodies.describe(item));
    }
    if (call.getType() == Call.Type.SUBSCRIBE || call.getType() == Call.Type.UNKNOWN) {
      throw new IllegalArgumentException(
          "A Call " + call.getType() + " cannot be sent; the session subscribes by itself");
    }
    return call;
  }
}
