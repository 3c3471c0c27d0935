package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.Differing;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an edit altered, told by field. */
class RequestFieldsTests {

    @Test
    void namesTheOneFieldThatDiffers() {
        Differing edit = between("{'inputs': {'replicas': {'min': 3, 'max': 3}}, 'release': '2.4.0'}",
                "{'release': '2.4.0', 'inputs': {'replicas': {'min': 3, 'max': 30}}}");

        assertThat(edit).isEqualTo(new Differing(Map.of("inputs.replicas.max", "3"), Map.of("inputs.replicas.max", "30")));
    }

    @Test
    void namesTheOneElementThatAListGained() {
        Differing edit = between("{'allowList': ['10.1.0.0/16', '10.2.0.0/16']}", "{'allowList': ['0.0.0.0/0', '10.1.0.0/16', '10.2.0.0/16']}");

        assertThat(edit).isEqualTo(new Differing(Map.of(), Map.of("allowList[0.0.0.0/0]", "\"0.0.0.0/0\"")));
    }

    @Test
    void namesElementsByTheirNameAndKeepsThoseThatHaveNone() {
        Differing edit = between("{'kinds': [{'name': 'btc', 'on': true}, {'name': 'eth', 'on': true}], 'rest': [{'x': 1}, {'x': 2}]}",
                "{'kinds': [{'name': 'btc', 'on': true}, {'name': 'eth', 'on': false}], 'rest': [{'x': 1}, {'x': 3}]}");

        assertThat(edit).isEqualTo(new Differing(Map.of("kinds[eth].on", "true", "rest[].x", "1, 2"), Map.of("kinds[eth].on", "false", "rest[].x", "1, 3")));
    }

    @Test
    void tellsAnEmptyListFromNone() {
        assertThat(between("{}", "{'allowList': []}").after()).containsEntry("allowList", "[]");
    }

    @Test
    void cutsLongValuesWhereTheyStillDiffer() {
        String long1 = "a".repeat(5_000) + "b" + "c".repeat(5_000);
        String long2 = "a".repeat(5_000) + "d" + "c".repeat(5_000);

        Differing cut = Differing.between(Map.of("ca", long1), Map.of("ca", long2)).within(100);

        assertThat(cut.before().get("ca")).hasSizeLessThan(150).contains("ab").endsWith(".. (10001 characters)");
        assertThat(cut.after().get("ca")).hasSizeLessThan(150).contains("ad");
    }

    @Test
    void cutsWhereOneGoesOnAfterTheEndOfTheOther() {
        Differing cut = Differing.between(Map.of("ca", "a".repeat(200)), Map.of("ca", "a".repeat(200) + "b")).within(100);

        assertThat(cut.after().get("ca")).contains("ab (201 characters)");
        assertThat(cut.before().get("ca")).contains("aa (200 characters)");
    }

    private static Differing between(String before, String after) {
        return Differing.between(fields(before), fields(after));
    }

    private static Map<String, String> fields(String json) {
        return RequestFields.of((ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"')));
    }
}
