# The pipeline, as an ordinary user. Mount the folder for the task lists at /srv/mesos-batch, and
# say where the master is:
#   docker run -v /data/batch:/srv/mesos-batch -e CAMEL_COMPONENT_MESOS_MASTER=10.0.0.1:5050 mesos-batch
FROM eclipse-temurin:21-jdk AS build
WORKDIR /build
COPY . .
RUN ./mvnw -B -ntp -q -DskipTests package

FROM eclipse-temurin:21-jre
RUN useradd --system --uid 10001 --home-dir /srv/mesos-batch --create-home mesos-batch
COPY --from=build /build/target/mesos-batch.jar /opt/mesos-batch/
COPY --from=build /build/target/lib /opt/mesos-batch/lib
COPY --from=build /build/routes /opt/mesos-batch/routes
COPY --from=build /build/application.properties /opt/mesos-batch/
ENV MESOSBATCH_FOLDER=/srv/mesos-batch
USER mesos-batch
VOLUME /srv/mesos-batch
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/mesos-batch/mesos-batch.jar"]
CMD ["run", "--home=/opt/mesos-batch"]
