package io.mesosbatch.store.jdbc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.store.ScheduleRecord;
import io.mesosbatch.store.ScheduleStore;
import io.mesosbatch.v1.Schedule;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keeps schedules in two tables: what they say, and their lists in parts. */
final class JdbcSchedules implements ScheduleStore {
  /** H2 takes 1 MiB in a column. */
  private static final int PART_BYTES = 1_000_000;

  private static final String SELECT = "select id, schedule, origin, since, last_job from schedule";

  private final Database database;

  JdbcSchedules(Database database) {
    this.database = database;
  }

  @Override
  public synchronized boolean put(
      String id, Schedule schedule, String origin, byte[] list, long now) {
    Optional<ScheduleRecord> earlier = find(id);
    if (earlier.filter(e -> e.origin().equals(origin)).isPresent()
        && list(id).filter(stored -> Arrays.equals(stored, list)).isPresent()) {
      return false;
    }
    ScheduleRecord record =
        new ScheduleRecord(id, schedule, origin, now, earlier.flatMap(ScheduleRecord::lastJob));
    database.durably(
        connection -> {
          delete(connection, id);
          insert(connection, record);
          insertList(connection, id, list);
          return null;
        });
    return true;
  }

  private static void insert(Connection connection, ScheduleRecord record) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into schedule (id, schedule, origin, since, last_job) values (?, ?, ?, ?,"
                + " ?)")) {
      insert.setString(1, record.id());
      insert.setBytes(2, record.schedule().toByteArray());
      insert.setString(3, record.origin());
      insert.setLong(4, record.since());
      insert.setString(5, record.lastJob().orElse(null));
      insert.executeUpdate();
    }
  }

  private static void insertList(Connection connection, String id, byte[] list)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into schedule_list (id, part, bytes) values (?, ?, ?)")) {
      for (int part = 0; part * PART_BYTES < list.length; part++) {
        int from = part * PART_BYTES;
        insert.setString(1, id);
        insert.setInt(2, part);
        insert.setBytes(
            3, Arrays.copyOfRange(list, from, Math.min(list.length, from + PART_BYTES)));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static boolean delete(Connection connection, String id) throws SQLException {
    try (PreparedStatement list =
            connection.prepareStatement("delete from schedule_list where id = ?");
        PreparedStatement schedule =
            connection.prepareStatement("delete from schedule where id = ?")) {
      list.setString(1, id);
      list.executeUpdate();
      schedule.setString(1, id);
      return schedule.executeUpdate() > 0;
    }
  }

  @Override
  public List<ScheduleRecord> all() {
    return database.run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(SELECT + " order by id")) {
            return records(select);
          }
        });
  }

  @Override
  public Optional<ScheduleRecord> find(String id) {
    return database.run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(SELECT + " where id = ?")) {
            select.setString(1, id);
            return records(select).stream().findFirst();
          }
        });
  }

  private static List<ScheduleRecord> records(PreparedStatement select) throws SQLException {
    List<ScheduleRecord> records = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        records.add(
            new ScheduleRecord(
                row.getString(1),
                Schedule.parseFrom(row.getBytes(2)),
                row.getString(3),
                row.getLong(4),
                Optional.ofNullable(row.getString(5))));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a schedule cannot be read", e);
    }
    return records;
  }

  @Override
  public Optional<byte[]> list(String id) {
    return database.run(
        connection -> {
          ByteArrayOutputStream list = new ByteArrayOutputStream();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select bytes from schedule_list where id = ? order by part")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                list.writeBytes(row.getBytes(1));
              }
            }
          }
          return list.size() == 0 ? Optional.empty() : Optional.of(list.toByteArray());
        });
  }

  @Override
  public void done(String id, long until, Optional<String> lastJob) {
    database.durably(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update schedule set since = ?, last_job = coalesce(?, last_job)"
                      + " where id = ?")) {
            update.setLong(1, until);
            update.setString(2, lastJob.orElse(null));
            update.setString(3, id);
            update.executeUpdate();
          }
          return null;
        });
  }

  @Override
  public boolean remove(String id) {
    return database.durably(connection -> delete(connection, id));
  }
}
