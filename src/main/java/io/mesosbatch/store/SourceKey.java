package io.mesosbatch.store;

/**
 * What makes the same message known again: the digest of a file, bucket, key and ETag, a message
 * id, a client's token.
 */
public record SourceKey(String value) {}
