package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** The two encodings that Mesos speaks over HTTP. */
public enum ContentType {
  JSON("application/json") {
    @Override
    public byte[] encode(Message message) {
      return JsonWriter.toBytes(message);
    }

    @Override
    public void decode(byte[] bytes, int off, int len, Message.Builder into) throws WireException {
      try (JsonParser parser = JsonReader.parser(bytes, off, len)) {
        JsonReader.mergeWhole(parser, into, JsonProblems.LENIENT);
      } catch (WireException e) {
        throw e;
      } catch (IOException e) {
        throw new WireException(e.getMessage(), e);
      }
      requireInitialized(into);
    }
  },

  PROTOBUF("application/x-protobuf") {
    @Override
    public byte[] encode(Message message) {
      return message.toByteArray();
    }

    @Override
    public void decode(byte[] bytes, int off, int len, Message.Builder into) throws WireException {
      try {
        CodedInputStream in = CodedInputStream.newInstance(bytes, off, len);
        into.mergeFrom(in, ExtensionRegistryLite.getEmptyRegistry());
        in.checkLastTagWas(0);
      } catch (IOException e) {
        throw new WireException(
            "Not a " + into.getDescriptorForType().getFullName() + ": " + e.getMessage(), e);
      }
      requireInitialized(into);
    }
  };

  private final String mediaType;

  ContentType(String mediaType) {
    this.mediaType = mediaType;
  }

  /** What stands in the headers {@code Content-Type} and {@code Accept} (design rule 2). */
  public String mediaType() {
    return mediaType;
  }

  /** The type that a header names, with or without parameters; empty for null or any other. */
  public static Optional<ContentType> parse(String header) {
    if (header == null) {
      return Optional.empty();
    }
    int semicolon = header.indexOf(';');
    String type = (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
    for (ContentType t : values()) {
      if (t.mediaType.equals(type.toLowerCase(Locale.ROOT))) {
        return Optional.of(t);
      }
    }
    return Optional.empty();
  }

  /** The message, which must have all required fields, in this encoding. */
  public abstract byte[] encode(Message message);

  /**
   * Reads one message into the builder. Unknown fields and, in JSON, unknown enum values are passed
   * over: a newer master may send them.
   *
   * @throws WireException for bytes that are not such a message, and for missing required fields
   */
  public abstract void decode(byte[] bytes, int off, int len, Message.Builder into)
      throws WireException;

  private static void requireInitialized(Message.Builder builder) throws WireException {
    if (!builder.isInitialized()) {
      throw new WireException(
          "Missing required fields: " + String.join(", ", builder.findInitializationErrors()));
    }
  }
}
