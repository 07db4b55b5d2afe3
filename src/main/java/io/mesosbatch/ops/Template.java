package io.mesosbatch.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A page with {@code ${names}} in it. What others wrote is put in last. */
record Template(String text) {
  /**
   * @param name a resource beside this class; the style that all pages share is put in
   */
  static Template of(String name) {
    return new Template(resource(name)).with("style", resource("page.css"));
  }

  private static String resource(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Template with(String name, CharSequence value) {
    return new Template(text.replace("${" + name + "}", value));
  }
}
