package io.mesosbatch.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.TaskPolicy;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.JsonReader;
import io.mesosbatch.wire.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task in JSON with placeholders ({@link PlaceholderText}) anywhere in its strings. Numbers may
 * be placeholders too, in quotes: {@code {"value": "@{cpus}"}}. What may stand beside a TaskInfo in
 * a task list may stand here.
 */
public final class TaskTemplate {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @param text of a string value; null for any other token
   * @param raw the token's own text
   */
  private record Token(JsonToken kind, PlaceholderText text, String raw) {}

  private final List<Token> tokens;

  private TaskTemplate(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * @param json one object, in UTF-8; it stays open
   * @throws InvalidTemplateException if it is no such object, with line and column
   * @throws IOException if the stream fails
   */
  public static TaskTemplate parse(InputStream json) throws IOException, InvalidTemplateException {
    List<Token> tokens = new ArrayList<>();
    try (JsonParser parser = JsonReader.parser(json)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      int depth = 0;
      do {
        JsonToken token = parser.nextToken();
        if (token == null || (depth == 0 && token != JsonToken.START_OBJECT)) {
          throw new InvalidTemplateException("a template is one JSON object, a TaskInfo");
        }
        tokens.add(token(parser, token));
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      } while (depth > 0);
      if (parser.nextToken() != null) {
        throw new InvalidTemplateException("something follows after the end of the template");
      }
    } catch (JacksonException e) {
      throw new InvalidTemplateException(
          "this is no JSON: " + JsonReader.syntax(e).problem().toString());
    }
    return new TaskTemplate(List.copyOf(tokens));
  }

  /** From a task whose strings hold placeholders. */
  public static TaskTemplate of(TaskInfo task) throws InvalidTemplateException {
    try (InputStream json = new ByteArrayInputStream(JsonWriter.toBytes(task))) {
      return parse(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Token token(JsonParser parser, JsonToken token)
      throws IOException, InvalidTemplateException {
    if (token != JsonToken.VALUE_STRING) {
      return new Token(token, null, parser.getText());
    }
    try {
      return new Token(token, PlaceholderText.parse(parser.getText()), null);
    } catch (IllegalArgumentException e) {
      throw new InvalidTemplateException(
          "line " + parser.currentTokenLocation().getLineNr() + ": " + e.getMessage());
    }
  }

  /** The placeholders, in order of first appearance. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Token token : tokens) {
      if (token.text != null) {
        names.addAll(token.text.names());
      }
    }
    return names;
  }

  /**
   * The task with these values. Whether it is a good one is for {@link TaskListReader} to say.
   *
   * @param values by name of placeholder
   * @throws InvalidTemplateException if a placeholder has no value, or a field is none of a task
   */
  public TaskSpec fill(Map<String, String> values) throws InvalidTemplateException {
    TaskInfo.Builder info = TaskInfo.newBuilder();
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    try (JsonParser parser = JsonReader.parser(new ByteArrayInputStream(json(values)))) {
      JsonReader.merge(parser, info, policy, TaskTemplate::judge);
    } catch (JsonException e) {
      JsonProblem problem = e.problem();
      throw new InvalidTemplateException(problem.path() + ": " + problem.message());
    } catch (IllegalArgumentException e) {
      throw new InvalidTemplateException(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TaskSpec(info.buildPartial(), policy.buildPartial());
  }

  /** The agent is optional in a list; what else is missing, the reader of the list says. */
  private static void judge(JsonProblem problem) throws JsonException {
    if (problem.kind() != JsonProblem.Kind.MISSING_FIELD) {
      throw new JsonException(problem);
    }
  }

  private byte[] json(Map<String, String> values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      for (Token token : tokens) {
        switch (token.kind) {
          case START_OBJECT -> generator.writeStartObject();
          case END_OBJECT -> generator.writeEndObject();
          case START_ARRAY -> generator.writeStartArray();
          case END_ARRAY -> generator.writeEndArray();
          case FIELD_NAME -> generator.writeFieldName(token.raw);
          case VALUE_STRING -> generator.writeString(token.text.fill(values));
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(token.raw);
          case VALUE_TRUE, VALUE_FALSE ->
              generator.writeBoolean(token.kind == JsonToken.VALUE_TRUE);
          default -> generator.writeNull();
        }
      }
    }
    return out.toByteArray();
  }
}
