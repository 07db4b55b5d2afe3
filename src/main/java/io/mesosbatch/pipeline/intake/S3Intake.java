package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.InvalidTemplateException;
import io.mesosbatch.job.TaskTemplate;
import io.mesosbatch.pipeline.JobIntake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.main.Main;

/** Makes the beans of the ways in from S3, as configured. */
final class S3Intake {
  private static final String LISTS = "s3Lists";
  private static final String TILES = "s3Tiles";
  private static final String SENTINEL_2 =
      "tiles/\\d+/\\w/\\w\\w/\\d+/\\d+/\\d+/\\d+/metadata\\.xml";

  private final JobIntake intake;
  private final IntakeLimit limit;
  private final Settings settings;
  private final Path home;
  private final Path data;
  private final Supplier<S3Objects> s3;

  /**
   * @param home file names in the settings are relative to it
   * @param data a folder for what must not be forgotten
   */
  S3Intake(
      JobIntake intake,
      IntakeLimit limit,
      Settings settings,
      Path home,
      Path data,
      Supplier<S3Objects> s3) {
    this.intake = intake;
    this.limit = limit;
    this.settings = settings;
    this.home = home;
    this.data = data;
    this.s3 = s3;
  }

  void bind(Main main) throws IOException {
    Optional<S3Lists> lists = isOn(LISTS) ? Optional.of(lists()) : Optional.empty();
    Optional<S3Tiles> tiles = isOn(TILES) ? Optional.of(tiles()) : Optional.empty();
    lists.ifPresent(bean -> main.bind(LISTS, bean));
    tiles.ifPresent(bean -> main.bind(TILES, bean));
    main.bind("s3Notices", new S3Notices(lists, tiles));
    List<S3Folder> folders = new ArrayList<>();
    lists.map(S3Lists::folder).ifPresent(folders::add);
    tiles.map(S3Tiles::folder).ifPresent(folders::add);
    if (!folders.isEmpty()) {
      main.bind("s3Health", new S3HealthCheck(folders));
    }
  }

  private boolean isOn(String name) {
    return settings.has("mesosbatch." + name + ".bucket");
  }

  private ObjectJournal journal(String name) throws IOException {
    return new ObjectJournal(data.resolve(name + ".journal"));
  }

  private S3Lists lists() throws IOException {
    String failedTo = settings.get("mesosbatch.s3Lists.failedTo", "");
    return new S3Lists(
        intake,
        new S3Folder(LISTS, settings, ".*", s3, limit::paused),
        journal(LISTS),
        s3,
        failedTo.isEmpty() ? Optional.empty() : Optional.of(failedTo));
  }

  private S3Tiles tiles() throws IOException {
    TaskTemplate template = template();
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : template.names()) {
      String value = settings.get("mesosbatch.s3Tiles.value." + name, "");
      if (!value.isEmpty()) {
        values.put(name, value);
      }
    }
    return new S3Tiles(
        intake,
        new S3Folder(TILES, settings, SENTINEL_2, s3, limit::paused),
        journal(TILES),
        template,
        values,
        Math.toIntExact(Math.max(1, settings.number("mesosbatch.s3Tiles.gatherObjects", 1))),
        settings.number("mesosbatch.s3Tiles.gatherSeconds", 0) * 1_000,
        Clock.systemUTC());
  }

  private TaskTemplate template() throws IOException {
    String key = "mesosbatch.s3Tiles.template";
    Path file = home.resolve(settings.get(key, "examples/sentinel-2/template.json"));
    try (InputStream in = Files.newInputStream(file)) {
      return TaskTemplate.parse(in);
    } catch (InvalidTemplateException e) {
      throw new IllegalArgumentException(key + ": " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": " + file + " cannot be read");
    }
  }
}
