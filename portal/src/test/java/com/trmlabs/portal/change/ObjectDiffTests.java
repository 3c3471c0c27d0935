package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ObjectDiff.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ObjectDiffTests {

    private static KubeObject object(String kind, String rest) {
        return new KubeObject((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "%s", "metadata": {"namespace": "api", "name": "api-db"}, %s}""".formatted(kind, rest)));
    }

    private static KubeObject secret(String rest) {
        return object("Secret", rest);
    }

    private static Entry only(List<Entry> entries) {
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    @Test
    void hidesBothValuesOfASecretButNamesTheKey() {
        Entry entry = only(ObjectDiff.between(secret("\"data\": {\"password\": \"b2xkIG9uZQ==\"}"), secret("\"data\": {\"password\": \"bmV3IG9uZQ==\"}")));
        assertThat(entry.field()).isEqualTo(new Difference.Field("data.password", Optional.of("value hidden"), Optional.of("value hidden"), true));
    }

    @Test
    void hidesWhatIsPutIntoASecretAsPlainText() {
        Entry entry = only(ObjectDiff.between(secret("\"stringData\": {}"), secret("\"stringData\": {\"password\": \"in clear\"}")));
        assertThat(entry.field()).isEqualTo(new Difference.Field("stringData.password", Optional.empty(), Optional.of("value hidden"), true));
    }

    @Test
    void hidesWhatIsTakenOutOfASecretAtOnce() {
        List<Entry> entries = ObjectDiff.between(secret("\"data\": {\"user\": \"YW5u\", \"password\": \"b2xk\"}"), secret("\"type\": \"Opaque\""));
        assertThat(entries).extracting(Entry::pointer).containsExactlyInAnyOrder("/data", "/type");
        assertThat(entries.toString()).doesNotContain("YW5u", "b2xk");
    }

    @Test
    void hidesEveryValueOfANewSecret() {
        List<Entry> entries = ObjectDiff.between(null, secret("\"data\": {\"user\": \"YW5u\", \"password\": \"b2xk\"}"));
        assertThat(entries).filteredOn(entry -> entry.field().hidden()).extracting(Entry::pointer).containsExactly("/data/user", "/data/password");
        assertThat(entries.toString()).doesNotContain("YW5u", "b2xk");
    }

    @Test
    void leavesOutTheCopyOfASecretThatKubectlKeepsInAnAnnotation() {
        KubeObject byHand = secret("\"type\": \"Opaque\"");
        ((ObjectNode) byHand.at("/metadata")).putObject("annotations").put("note", "ours")
                .put("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{\"password\":\"b2xk\"}}");
        assertThat(only(ObjectDiff.between(byHand, secret("\"type\": \"Opaque\""))).field())
                .isEqualTo(new Difference.Field("metadata.annotations", Optional.of("{\"note\":\"ours\"}"), Optional.empty(), false));
    }

    @Test
    void showsTheRestOfASecretAndTheDataOfOtherKinds() {
        assertThat(only(ObjectDiff.between(secret("\"immutable\": false"), secret("\"immutable\": true"))).field())
                .isEqualTo(new Difference.Field("immutable", Optional.of("false"), Optional.of("true"), false));
        assertThat(only(ObjectDiff.between(object("ConfigMap", "\"data\": {\"mode\": \"a\"}"), object("ConfigMap", "\"data\": {\"mode\": \"b\"}"))).field())
                .isEqualTo(new Difference.Field("data.mode", Optional.of("a"), Optional.of("b"), false));
    }

    @Test
    void comparesNamedListsByNameAndNotByPlace() {
        Entry entry = only(ObjectDiff.between(
                object("Pod", "\"spec\": {\"containers\": [{\"name\": \"api\", \"image\": \"a:1\"}, {\"name\": \"proxy\", \"image\": \"p:1\"}]}"),
                object("Pod", "\"spec\": {\"containers\": [{\"name\": \"proxy\", \"image\": \"p:1\"}, {\"name\": \"api\", \"image\": \"a:2\"}]}")));
        assertThat(entry.pointer()).isEqualTo("/spec/containers/api/image");
        assertThat(entry.field()).isEqualTo(new Difference.Field("spec.containers[api].image", Optional.of("a:1"), Optional.of("a:2"), false));
    }

    @Test
    void leavesOutWhatTheServerKeepsForItself() {
        KubeObject live = object("Pod", "\"status\": {\"phase\": \"Running\"}");
        ((ObjectNode) live.at("/metadata")).put("resourceVersion", "7").put("uid", "u").put("generation", 3);
        assertThat(ObjectDiff.between(live, object("Pod", "\"status\": {}"))).isEmpty();
    }
}
