package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.approval.Approvals.Rule;
import com.trmlabs.portal.change.Difference.Action;
import com.trmlabs.portal.change.Difference.Field;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What those who vote again are told, for each way in which a plan or what it rests on becomes another. */
class SinceSealedTests {

    private static final ChangeId ID = new ChangeId(1001);
    private static final Actor OPERATOR = As.person("operator@example.test", Role.OPERATOR).actor();
    private static final Rule TWO = new Rule("production", 2, 1);

    private final Intent intent = SmallWorld.creating("cedar", "cedar-a");
    private final Map<String, ObjectNode> live = new LinkedHashMap<>(Map.of("Deployment api/api", json("{'spec': {'paused': false, 'strategy': {'type': 'Recreate'}}}")));
    private final ObjectNode facts = json("{'release': {'chart': 'sha256:11ab'}, 'objects': [{'spec': {'x': 1}}]}");
    private final Difference scaled = changed("Deployment api/api", field("spec.paused", "false", "true"), field("spec.max", "10", "20"));

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static Field field(String path, String before, String after) {
        return new Field(path, Optional.of(before), Optional.of(after), false);
    }

    private static Difference changed(String object, Field... fields) {
        return new Difference(Action.CHANGED, object, List.of(fields), List.of());
    }

    private Planning.Planned plan(Intent intent, Rule rule, Difference... differences) {
        Plan plan = new Plan(facts.deepCopy(), List.of(), List.of(), List.of(differences), new LinkedHashMap<>(live), "", "");
        return new Planning.Planned(plan, Seal.of(ID, intent, plan, rule), rule);
    }

    private Change sealed(Difference... differences) {
        Change change = new Change(ID, intent, OPERATOR, "needed", "", Instant.EPOCH);
        change.seal(plan(intent, TWO, differences), List.of(), 1, OPERATOR, Instant.EPOCH);
        return change;
    }

    @Test
    void nothingWhenAllIsAsItWas() {
        assertThat(SinceSealed.lines(sealed(scaled), plan(intent, TWO, scaled))).isEmpty();
    }

    @Test
    void fieldOfTheClusterThatThePlanDoesNotSet() {
        Change change = sealed(scaled);
        live.put("Deployment api/api", json("{'spec': {'paused': false, 'strategy': {'type': 'RollingUpdate'}, 'extra': 1}}"));

        assertThat(SinceSealed.lines(change, plan(intent, TWO, scaled)))
                .containsExactly("Deployment api/api: spec.strategy.type is \"RollingUpdate\" now, spec.extra is 1 now");
    }

    @Test
    void fieldThatSomebodySetAlreadyAsPlanned() {
        Change change = sealed(scaled);
        live.put("Deployment api/api", json("{'spec': {'paused': false, 'strategy': {'type': 'Recreate'}, 'max': 20}}"));
        assertThat(SinceSealed.lines(change, plan(intent, TWO, changed("Deployment api/api", field("spec.paused", "false", "true")))))
                .containsExactly("Deployment api/api: spec.max is 20 now");
    }

    @Test
    void fieldThatNeedsNoChangeAnyMoreThoughTheClusterIsAsItWas() {
        Change change = sealed(scaled);
        facts.put("resolved", "otherwise");

        assertThat(SinceSealed.lines(change, plan(intent, TWO, changed("Deployment api/api", field("spec.paused", "false", "true")))))
                .containsExactly("Deployment api/api: spec.max needs no change any more", "facts.resolved: not set -> \"otherwise\"");
    }

    @Test
    void ruleAndResolvedValues() {
        Change change = sealed(scaled);
        facts.putObject("release").put("chart", "sha256:9c4d");

        assertThat(SinceSealed.lines(change, plan(intent, new Rule("production", 3, 2), scaled))).containsExactly(
                "rule.version: 1 -> 2, rule.votes: 2 -> 3", "facts.release.chart: \"sha256:11ab\" -> \"sha256:9c4d\"");
    }

    @Test
    void howManyFieldsMoreThanAreNamed() {
        Field[] then = IntStream.range(0, 9).mapToObj(n -> field("spec.f" + n, "1", "3")).toArray(Field[]::new);
        Field[] now = IntStream.range(0, 9).mapToObj(n -> field("spec.f" + n, "2", "3")).toArray(Field[]::new);
        Change change = sealed(changed("Deployment api/api", then));
        live.put("Deployment api/api", json("{'spec': {'paused': false, 'strategy': {'type': 'Recreate'}, 'f0': 2}}"));

        assertThat(SinceSealed.lines(change, plan(intent, TWO, changed("Deployment api/api", now)))).singleElement().asString()
                .startsWith("Deployment api/api: spec.f0 is 2 now, ").endsWith("spec.f4 is 2 now, and 4 more");
    }

    @Test
    void thatASecretIsAnotherButNotWhatItHolds() {
        live.put("Secret api/api", json("{'kind': 'Secret', 'data': {'password': 'b2xk'}}"));
        Change change = sealed(scaled);
        live.put("Secret api/api", json("{'kind': 'Secret', 'data': {'password': 'bmV3'}}"));

        assertThat(SinceSealed.lines(change, plan(intent, TWO, scaled))).containsExactly("Secret api/api: data.password is another now");
    }

    @Test
    void onlyWhatOthersDidWhenSomethingElseIsAskedFor() {
        Change change = sealed(scaled);
        Intent more = SmallWorld.creating("cedar", "cedar-a");
        more.request().put("max", 30);
        live.put("Deployment api/api", json("{'spec': {'paused': true, 'strategy': {'type': 'Recreate'}}}"));

        assertThat(SinceSealed.lines(change, plan(more, TWO, changed("Deployment api/api", field("spec.max", "10", "30")))))
                .containsExactly("Deployment api/api: spec.paused is true now");
    }
}
