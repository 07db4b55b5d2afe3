/** Mesos's encodings: RecordIO framing, JSON in Mesos's own form, and protobuf. */
package io.mesosbatch.wire;
