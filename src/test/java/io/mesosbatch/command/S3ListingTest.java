package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.job.S3Object;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3ListingTest {
  private static List<S3Object> read(String listing) throws IOException {
    List<S3Object> objects = new ArrayList<>();
    S3Listing.read(
        new ByteArrayInputStream(listing.getBytes(StandardCharsets.UTF_8)), "b", objects::add);
    return objects;
  }

  @Test
  void whatAwsS3LsPrints() throws Exception {
    List<S3Object> objects =
        read(
            """
                                       PRE tiles/
            2017-02-06 11:22:33       1234 tiles/33/a b/metadata.xml
            2017-02-06 11:22:33 5368709120 tiles/33/B01.jp2

            Total Objects: 2
               Total Size: 5368710354
            """);

    assertThat(objects)
        .extracting(S3Object::key)
        .containsExactly("tiles/33/a b/metadata.xml", "tiles/33/B01.jp2");
    assertThat(objects.get(1).size()).contains(5_368_709_120L);
  }

  @Test
  void whatListObjectsAnswers() throws Exception {
    S3Object object =
        read("""
        {"Name": "x", "Contents": [{"Key": "a/b", "Size": 7, "ETag": "\\"e7\\"",
          "LastModified": "2017-02-06T11:22:33+00:00", "Owner": {"ID": "o"}}],
         "CommonPrefixes": [{"Prefix": "p"}]}
        """)
            .get(0);

    assertThat(object.placeholders())
        .containsEntry("bucket", "b")
        .containsEntry("key", "a/b")
        .containsEntry("prefix", "a/")
        .containsEntry("file", "b")
        .containsEntry("key.1", "a")
        .containsEntry("key.2", "b")
        .containsEntry("size", "7")
        .containsEntry("etag", "e7")
        .containsEntry("time", "2017-02-06T11:22:33Z");
  }

  @Test
  void whatAQueryLeavesOfIt() throws Exception {
    assertThat(read("[\"a/b\", \"c\"]")).extracting(S3Object::key).containsExactly("a/b", "c");
    assertThat(read("[{\"Key\": \"a\"}]")).extracting(S3Object::key).containsExactly("a");
    assertThat(read("null\n")).isEmpty();
    assertThat(read("{\"RequestCharged\": null}")).isEmpty();
    assertThat(read("{\"Contents\": null}")).isEmpty();
  }

  @Test
  void plainKeys() throws Exception {
    assertThat(read("a/b\r\n\nc d\n")).extracting(S3Object::key).containsExactly("a/b", "c d");
    assertThat(read("")).isEmpty();
    assertThat(read("key\n".repeat(100_000))).hasSize(100_000);
  }

  @Test
  void jsonThatIsNoListing() {
    assertThatThrownBy(() -> read("{\"Contents\": {}}")).hasMessageContaining("no listing of S3");
    assertThatThrownBy(() -> read("[\n1]")).hasMessageStartingWith("line 2: ");
    assertThatThrownBy(() -> read("[{\"Size\": 1}]")).hasMessageContaining("no Key");
    assertThatThrownBy(() -> read("[\"a\"")).isInstanceOf(IOException.class);
  }
}
