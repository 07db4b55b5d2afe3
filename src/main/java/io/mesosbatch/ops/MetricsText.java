package io.mesosbatch.ops;

/** Builds an answer in the text format of Prometheus, version 0.0.4. */
final class MetricsText {
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(8_192);
  private String name;

  /** The samples that follow are of this metric. */
  MetricsText gauge(String name, String help) {
    return begin(name, "gauge", help);
  }

  /** The same for what only grows while the program runs. */
  MetricsText counter(String name, String help) {
    return begin(name, "counter", help);
  }

  private MetricsText begin(String name, String type, String help) {
    this.name = name;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  MetricsText sample(double value) {
    text.append(name);
    return value(value);
  }

  MetricsText sample(String label, String of, double value) {
    text.append(name).append('{');
    label(label, of);
    text.append('}');
    return value(value);
  }

  MetricsText sample(String label, String of, String second, String ofSecond, double value) {
    text.append(name).append('{');
    label(label, of);
    text.append(',');
    label(second, ofSecond);
    text.append('}');
    return value(value);
  }

  private void label(String label, String value) {
    text.append(label).append("=\"");
    text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    text.append('"');
  }

  private MetricsText value(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    text.append(' ').append(whole ? Long.toString((long) value) : Double.toString(value));
    text.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
