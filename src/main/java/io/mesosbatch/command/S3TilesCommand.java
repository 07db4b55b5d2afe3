package io.mesosbatch.command;

import io.mesosbatch.job.InvalidTemplateException;
import io.mesosbatch.job.S3Object;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.job.TaskTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One task for each tile of a listing. */
@Command(
    name = "s3-tiles",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Prints a TaskGroupInfo with one task for each tile of a listing of S3.",
    footer = {
      "",
      "A tile is a prefix (all up to the last slash) with a key that matches --pattern. Without",
      "--template, the task of tiles/33/U/UU/2017/2/6/0/ has the name S2_33UUU_2017_2_6_0, the id",
      "fmaskr_S2_33UUU_2017_2_6_0 and the variables inputId, outputId and AWS_DEFAULT_REGION.",
      "",
      "Placeholders: @{bucket}, @{target_bucket}, @{region}, @{key}, @{prefix}, @{file}, @{key.1},",
      "@{key.2} ... (its parts), @{size}, @{etag}, @{time} if the listing tells them, and those of",
      "--set. @@{ is a plain @{.",
      "",
      "  aws s3 ls --recursive s3://sentinel-s2-l1c/tiles/33/U/UU/2017/2/ |",
      "    mesos-batch generate s3-tiles --listing=- --bucket=sentinel-s2-l1c --target_bucket=masks"
          + " \\",
      "      --region=eu-central-1 --docker_image=fmask --command=./run-fmask.sh >tiles.json"
    })
final class S3TilesCommand implements Callable<Integer> {
  private static final String NAME =
      "S2_@{key.2}@{key.3}@{key.4}_@{key.5}_@{key.6}_@{key.7}_@{key.8}";

  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Option(
      names = "--listing",
      paramLabel = "LISTING",
      required = true,
      description =
          "What aws s3 ls --recursive prints, the JSON of aws s3api list-objects-v2, or keys, one a"
              + " line: a path, file:///PATH, or - for standard input.")
  String listing;

  @Option(
      names = "--bucket",
      paramLabel = "BUCKET",
      required = true,
      description = "Where the tiles are.")
  String bucket;

  @Option(
      names = "--target_bucket",
      paramLabel = "BUCKET",
      description = "Where the results go. Default: where the tiles are.")
  String targetBucket;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "${env:AWS_DEFAULT_REGION}",
      description = "Of the buckets. Default: the environment's AWS_DEFAULT_REGION.")
  String region;

  @Option(
      names = "--pattern",
      paramLabel = "REGEX",
      defaultValue = "tiles/\\d+/\\w/\\w\\w/\\d+/\\d+/\\d+/\\d+/(metadata\\.xml)?",
      description = "Which keys make a tile. Default: ${DEFAULT-VALUE}")
  String pattern;

  @Mixin TemplateFlags flags;

  @Override
  public Integer call() throws Exception {
    TaskTemplate template = flags.read(NAME, "fmaskr_" + NAME, environment());
    Map<String, S3Object> tiles = new LinkedHashMap<>();
    long[] keys = {0};
    Pattern wanted = pattern();
    try (InputStream in = new InputFlag("--listing", listing).open()) {
      S3Listing.read(
          in,
          bucket,
          object -> {
            keys[0]++;
            if (wanted.matcher(object.key()).matches()) {
              tiles.putIfAbsent(object.prefix(), object);
            }
          });
    } catch (IOException e) {
      throw new Failures.BadInput("--listing: " + e.getMessage());
    }
    if (tiles.isEmpty()) {
      throw new Failures.BadInput(
          "--listing: none of its " + keys[0] + " keys matches --pattern " + pattern);
    }
    GeneratedList.print(tasks(template, tiles), System.out);
    spec.commandLine()
        .getErr()
        .printf("%d tile%s of %d keys%n", tiles.size(), tiles.size() == 1 ? "" : "s", keys[0]);
    return ExitCode.ALL_FINISHED;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("inputId", "s3://@{bucket}/@{prefix}");
    environment.put("outputId", "s3://@{target_bucket}/@{prefix}");
    environment.put("AWS_DEFAULT_REGION", "@{region}");
    return environment;
  }

  private Pattern pattern() throws Failures.BadInput {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new Failures.BadInput("--pattern: " + e.getMessage());
    }
  }

  private List<TaskSpec> tasks(TaskTemplate template, Map<String, S3Object> tiles)
      throws Failures.BadInput {
    List<TaskSpec> tasks = new ArrayList<>(tiles.size());
    for (S3Object tile : tiles.values()) {
      Map<String, String> values = tile.placeholders();
      values.put("target_bucket", targetBucket == null ? bucket : targetBucket);
      if (region != null && !region.isEmpty()) {
        values.put("region", region);
      }
      values.putAll(flags.values);
      try {
        tasks.add(template.fill(values));
      } catch (InvalidTemplateException e) {
        throw new Failures.BadInput("for " + tile.key() + ": " + e.getMessage());
      }
    }
    return tasks;
  }
}
