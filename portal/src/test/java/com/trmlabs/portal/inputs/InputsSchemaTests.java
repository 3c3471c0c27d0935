package com.trmlabs.portal.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class InputsSchemaTests {

    private static final InputsSchema SCHEMA = new InputsSchema(yaml("""
            $schema: https://json-schema.org/draft/2020-12/schema
            title: Exposure API
            type: object
            additionalProperties: false
            required: [replicas, internal]
            properties:
              replicas:
                title: Instances
                type: object
                additionalProperties: false
                required: [min]
                properties:
                  min: {title: At least, type: integer, minimum: 2, maximum: 50, default: 3}
                  max: {title: At most, type: integer, x-not-below: min}
                  cpu: {title: CPU, type: string, format: cpu, default: 250m}
                  memory: {title: Memory, type: string, format: memory}
              mode: {type: string, enum: [single, citus], default: single}
              internal:
                title: Clients inside
                type: object
                properties:
                  allowList: {title: Allowed blocks, type: array, minItems: 1, uniqueItems: true, items: {type: string, format: cidr}}
                  openReason: {title: Reason, type: string}
                if: {required: [allowList], properties: {allowList: {contains: {const: 0.0.0.0/0}}}}
                then: {required: [openReason], properties: {openReason: {minLength: 10, pattern: '(\\S\\s*){10}'}}}
            """));

    @Test
    void foldsDefaultsAndKeepsWhatWasGiven() {
        ObjectNode folded = SCHEMA.withDefaults(yaml("replicas: {min: 7}"));
        assertThat(folded).isEqualTo(yaml("{replicas: {min: 7, cpu: 250m}, mode: single}"));
        assertThat(SCHEMA.withDefaults(yaml("{}"))).isEqualTo(yaml("{replicas: {min: 3, cpu: 250m}, mode: single}"));
    }

    @Test
    void leavesTheGivenValuesAlone() {
        ObjectNode given = yaml("{}");
        SCHEMA.withDefaults(given);
        assertThat(given).isEqualTo(yaml("{}"));
    }

    @Test
    void findsNothingWrongWithGoodValues() {
        assertThat(problems("{replicas: {min: 3, cpu: '0.5', memory: 2Gi}, internal: {allowList: [10.0.0.0/8]}}")).isEmpty();
    }

    @Test
    void saysInWordsWhatIsWrongInTheOrderOfTheForm() {
        assertThat(problems("{mode: many, replicas: {min: 1, cpu: 2 cores, memory: 2GB}, internal: {allowList: []}, colour: red}")).containsExactly(
                "Instances: At least: 1 is too small: at least 2.",
                "Instances: CPU: \"2 cores\" does not have the expected form. Write cores like 2, 0.5 or 500m.",
                "Instances: Memory: \"2GB\" does not have the expected form. Write it like 512Mi or 2Gi.",
                "mode: \"many\" is not offered. Choose one of single, citus.",
                "Clients inside: Allowed blocks: has too few entries: at least 1.",
                "colour: is not known here. Take it out, or correct its name.");
    }

    @Test
    void pointsAtWhatIsMissing() {
        assertThat(SCHEMA.problems(yaml("{replicas: {}}"))).extracting(InputProblem::pointer).containsExactly("/replicas/min", "/internal");
        assertThat(problems("{replicas: {min: three}, internal: {allowList: [10.0.0.0/8]}}"))
                .containsExactly("Instances: At least: \"three\" does not fit: a whole number is expected.");
    }

    @Test
    void comparesWithAnotherField() {
        assertThat(problems("{replicas: {min: 5, max: 4}, internal: {allowList: [10.0.0.0/8]}}"))
                .containsExactly("Instances: At most: 4 is too small: at least 5, which stands in \"At least\".");
        assertThat(problems("{replicas: {min: 5, max: 5}, internal: {allowList: [10.0.0.0/8]}}")).isEmpty();
    }

    @Test
    void checksEveryBlockOfAList() {
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [10.0.0.0/8, 203.0.113.7/24, 10.0.0.0/8]}}")).containsExactly(
                "Clients inside: Allowed blocks: entry 2: 203.0.113.7/24 has host bits set; use 203.0.113.0/24?",
                "Clients inside: Allowed blocks: entry 3: 10.0.0.0/8 stands in the list twice.");
    }

    @Test
    void wantsAReasonForEveryAddress() {
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [0.0.0.0/0]}}")).containsExactly("Clients inside: Reason: is needed.");
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [0.0.0.0/0], openReason: because}}"))
                .containsExactly("Clients inside: Reason: is too short: at least 10 characters.");
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [0.0.0.0/0], openReason: a public data set}}")).isEmpty();
    }

    @Test
    void takesNoBlanksForAReason() {
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [0.0.0.0/0], openReason: '          '}}")).containsExactly("Clients inside: Reason: is needed. It must match the expected form.");
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [0.0.0.0/0], openReason: 'why         '}}")).singleElement().asString().startsWith("Clients inside: Reason: ");
    }

    @Test
    void wantsAReasonForBlocksThatTogetherLeaveNobodyOut() {
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [128.0.0.0/1, 0.0.0.0/1]}}")).containsExactly("Clients inside: Reason: is needed.");
        assertThat(problems("{replicas: {min: 3}, internal: {allowList: [128.0.0.0/1, 0.0.0.0/2]}}")).isEmpty();
    }

    @Test
    void knowsASchemaThatIsNone() {
        assertThat(InputsSchema.flaws(yaml("{type: object, properties: {size: {type: integer}}}"))).isEmpty();
        assertThat(InputsSchema.flaws(yaml("{type: object, properties: {size: {type: wholenumber}}}"))).isNotEmpty();
    }

    private static List<String> problems(String values) {
        return SCHEMA.problems(yaml(values)).stream().map(InputProblem::toString).toList();
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) new YAMLMapper().readTree(text);
    }
}
