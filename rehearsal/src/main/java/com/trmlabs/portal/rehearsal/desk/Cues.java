package com.trmlabs.portal.rehearsal.desk;

import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.google.Fleet;
import com.trmlabs.portal.rehearsal.identity.People;
import com.trmlabs.portal.rehearsal.identity.Person;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.World;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the director can say. PUT grants, enables or sets; DELETE takes away. */
final class Cues {

    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private final Faults faults;
    private final World world;
    private final People people;
    private final Fleet fleet;

    Cues(Faults faults, World world, People people, Fleet fleet) {
        this.faults = faults;
        this.world = world;
        this.people = people;
        this.fleet = fleet;
    }

    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/director/state", request -> ServerResponse.ok().body(state()))
                .add(faultRoutes())
                .add(projectRoutes())
                .add(peopleRoutes())
                .onError(NoSuchElementException.class, (error, request) -> refused(HttpStatus.NOT_FOUND, error))
                .onError(IllegalArgumentException.class, (error, request) -> refused(HttpStatus.BAD_REQUEST, error))
                .onError(JacksonException.class, (error, request) -> refused(HttpStatus.BAD_REQUEST, error))
                .build();
    }

    private RouterFunction<ServerResponse> faultRoutes() {
        return RouterFunctions.route()
                .GET("/director/faults", request -> ServerResponse.ok().body(faults.all()))
                .POST("/director/faults", request -> ServerResponse.ok().body(Map.of("id", faults.add(body(request, Order.class).fault()))))
                .DELETE("/director/faults", request -> {
                    faults.clear();
                    return ServerResponse.noContent().build();
                })
                .DELETE("/director/faults/{id}", this::removeFault)
                .build();
    }

    private ServerResponse removeFault(ServerRequest request) {
        if (!faults.remove(Long.parseLong(request.pathVariable("id")))) {
            throw new NoSuchElementException("No fault " + request.pathVariable("id") + "; known: " + faults.all().keySet());
        }
        return ServerResponse.noContent().build();
    }

    private RouterFunction<ServerResponse> projectRoutes() {
        var project = "/director/projects/{project}";
        return RouterFunctions.route()
                .PUT(project + "/connection", request -> change(request, Project::connect))
                .DELETE(project + "/connection", request -> change(request, Project::disconnect))
                .PUT(project + "/apis/{api}", request -> change(request, it -> it.api(request.pathVariable("api"), true)))
                .DELETE(project + "/apis/{api}", request -> change(request, it -> it.api(request.pathVariable("api"), false)))
                .PUT(project + "/permissions/{identity}/{permission}", request -> change(request, it -> permission(it, request, true)))
                .DELETE(project + "/permissions/{identity}/{permission}", request -> change(request, it -> permission(it, request, false)))
                .PUT(project + "/regions/{region}/quotas/{metric}", this::setQuota)
                .PUT(project + "/regions/{region}/subnets", this::setSubnet)
                .PUT(project + "/policies/{constraint}", this::setPolicy)
                .DELETE(project + "/policies/{constraint}",
                        request -> change(request, it -> it.policy(request.pathVariable("constraint"), Optional.empty())))
                .PUT(project + "/registry", request -> change(request, it -> it.mayPull(true)))
                .DELETE(project + "/registry", request -> change(request, it -> it.mayPull(false)))
                .build();
    }

    private static Project permission(Project project, ServerRequest request, boolean granted) {
        return project.permission(request.pathVariable("identity"), request.pathVariable("permission"), granted);
    }

    private ServerResponse setQuota(ServerRequest request) throws ServletException, IOException {
        var limit = body(request, Limit.class).limit();
        return change(request, it -> it.quota(request.pathVariable("region"), request.pathVariable("metric"), limit));
    }

    private ServerResponse setSubnet(ServerRequest request) throws ServletException, IOException {
        var subnet = body(request, Project.Subnet.class);
        return change(request, it -> it.subnet(request.pathVariable("region"), subnet));
    }

    private ServerResponse setPolicy(ServerRequest request) throws ServletException, IOException {
        var policy = body(request, Project.Policy.class);
        return change(request, it -> it.policy(request.pathVariable("constraint"), Optional.of(policy)));
    }

    private ServerResponse change(ServerRequest request, UnaryOperator<Project> edit) {
        return ServerResponse.ok().body(world.change(request.pathVariable("project"), edit));
    }

    private RouterFunction<ServerResponse> peopleRoutes() {
        return RouterFunctions.route()
                .PUT("/director/people/{login}/enabled", request -> person(request, people::enable))
                .DELETE("/director/people/{login}/enabled", request -> person(request, people::disable))
                .PUT("/director/people/{login}/groups", request -> {
                    var groups = JSON.readValue(request.body(String.class), new TypeReference<List<String>>() {});
                    return person(request, login -> people.putInto(login, groups));
                })
                .build();
    }

    private static ServerResponse person(ServerRequest request, Function<String, Person> edit) {
        return ServerResponse.ok().body(Who.of(edit.apply(request.pathVariable("login"))));
    }

    private State state() {
        return new State(world.projects(), fleet.overview(), faults.all(), people.all().stream().map(Who::of).toList());
    }

    private static <T> T body(ServerRequest request, Class<T> type) throws ServletException, IOException {
        return JSON.readValue(request.body(String.class), type);
    }

    private static ServerResponse refused(HttpStatus status, Throwable error) {
        return ServerResponse.status(status).body(Map.of("error", String.valueOf(error.getMessage())));
    }

    private record State(List<Project> projects, List<Fleet.Line> clusters, Map<Long, Fault> faults, List<Who> people) {}

    private record Limit(double limit) {}

    /** An account without its password. */
    private record Who(String login, String subject, String name, String email, List<String> groups, boolean enabled) {

        static Who of(Person person) {
            return new Who(person.login(), person.subject(), person.name(), person.email(), person.groups(), person.enabled());
        }
    }

    /** A fault as it is ordered: what is left out means everywhere, always, at once, anything. */
    private record Order(Fault.Kind kind, @Nullable String project, @Nullable String cluster, @Nullable Double rate, @Nullable Duration delay,
            @Nullable String detail, @Nullable Instant until) {

        Fault fault() {
            return new Fault(kind, Optional.ofNullable(project), Optional.ofNullable(cluster), Objects.requireNonNullElse(rate, 1.0),
                    Objects.requireNonNullElse(delay, Duration.ZERO), Objects.requireNonNullElse(detail, ""), Optional.ofNullable(until));
        }
    }
}
