package io.mesosbatch.command;

import io.mesosbatch.wire.ContentType;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** By name or by media type. */
final class ContentTypeConverter implements ITypeConverter<ContentType> {
  @Override
  public ContentType convert(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "json", "application/json" -> ContentType.JSON;
      case "protobuf", "application/x-protobuf" -> ContentType.PROTOBUF;
      default ->
          throw new TypeConversionException(
              "\"" + value + "\" is neither json nor protobuf (nor one of their media types)");
    };
  }
}
