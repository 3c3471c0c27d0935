package com.trmlabs.portal.ui.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.inputs.InputProblem;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasLabel;
import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.FieldSet;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

@ViewPackages(packages = "com.trmlabs.portal.kernel")
class SchemaFormTests extends BrowserlessTest {

    private static final JsonNode API = new YAMLMapper().readTree(Path.of("../k8s/services/api/service.yaml").toFile()).path("inputs");
    private static final JsonNode POSTGRES = new YAMLMapper().readTree(Path.of("../k8s/services/postgres/service.yaml").toFile()).path("inputs");
    private static final String GOOD = "{internal: {allowList: [10.0.0.0/8]}}";

    private SchemaForm form;

    @Test
    void startsWithTheDefaultsOfTheShippedType() {
        open(API, "{}");
        assertThat(field(IntegerField.class, "At least").getValue()).isEqualTo(3);
        assertThat(field(IntegerField.class, "At least").getHelperText()).contains("2 to 50.").contains("Default 3.");
        assertThat(field(TextField.class, "CPU requested").getValue()).isEqualTo("250m");
        assertThat(form.values().at("/replicas/max").asInt()).isEqualTo(10);
        assertThat(find(FieldSet.class).all()).extracting(FieldSet::getLegendText)
                .containsExactly("Instances", "Size of one pod", "Clients inside the network", "Clients outside", "Certificate of the pods");
    }

    @Test
    void yieldsValuesThatItsSchemaTakes() {
        open(API, GOOD);
        assertThat(form.check()).isTrue();
        assertThat(form.values()).isEqualTo(yaml("""
                replicas: {min: 3, max: 10, targetCpuPercent: 60}
                resources: {cpu: 250m, memory: 192Mi, cpuLimit: '1', memoryLimit: 384Mi}
                internal: {allowList: [10.0.0.0/8]}
                external: {enabled: false}
                tls: {secretName: api-tls}"""));
    }

    @Test
    void showsEveryPropertyOfTheShippedTypeAsAFieldOfItsOwn() {
        open(API, "{external: {enabled: true, allowList: [0.0.0.0/0]}, internal: {allowList: [0.0.0.0/0]}}");
        assertThat(labels()).hasSize(15).contains("At least", "Memory limit", "Host name", "Reason for 0.0.0.0/0", "Secret with the certificate");
        assertThat(find(TextArea.class).all()).noneMatch(area -> "JSON".equals(area.getPlaceholder()));
    }

    @Test
    void asksForMoreOnlyWhenItIsNeeded() {
        open(API, GOOD);
        assertThat(labels()).doesNotContain("Host name", "Reason for 0.0.0.0/0");
        test(field(Checkbox.class, "Reachable from outside")).click();
        assertThat(field(TextField.class, "Host name").isRequiredIndicatorVisible()).isTrue();
        assertThat(form.problems()).extracting(InputProblem::pointer).containsExactly("/external/hostname", "/external/allowList");

        test(field(TextField.class, "Host name")).setValue("no name");
        test(field(Checkbox.class, "Reachable from outside")).click();
        assertThat(labels()).doesNotContain("Host name");
        assertThat(form.values().path("external")).isEqualTo(yaml("{enabled: false}"));
        assertThat(form.check()).as("what is not seen stops nobody").isTrue();
        test(field(Checkbox.class, "Reachable from outside")).click();
        assertThat(field(TextField.class, "Host name").getValue()).as("it is still there when it is asked for again").isEqualTo("no name");
        assertThat(form.problems()).extracting(InputProblem::pointer).containsExactly("/external/hostname", "/external/allowList");
    }

    @Test
    void showsAGroupOnlyForTheChoiceThatItBelongsTo() {
        open(POSTGRES, "{}");
        assertThat(labels()).doesNotContain("Worker groups");
        assertThat(legends()).doesNotContain("Citus", "Size of a worker's member");
        assertThat(form.values().has("citus")).isFalse();

        choose("Kind of database", "citus");
        assertThat(legends()).contains("Citus", "Size of a worker's member");
        assertThat(form.values().path("citus")).isEqualTo(yaml("{database: exposure, workers: 2}"));
        test(field(IntegerField.class, "Worker groups")).setValue(5);
        assertThat(form.check()).isTrue();

        choose("Kind of database", "postgres");
        assertThat(legends()).doesNotContain("Citus");
        assertThat(form.values().has("citus")).as("nobody sees it, so nobody sends it").isFalse();
        choose("Kind of database", "citus");
        assertThat(field(IntegerField.class, "Worker groups").getValue()).isEqualTo(5);
        assertThat(form.values().at("/citus/workers").asInt()).isEqualTo(5);
    }

    @Test
    void isNotStoppedByWhatIsHidden() {
        open(POSTGRES, "{mode: citus, citus: {database: 1st, workers: 99}}");
        assertThat(form.check()).isFalse();
        assertThat(form.problems()).extracting(InputProblem::pointer).containsExactly("/citus/database", "/citus/workers");
        choose("Kind of database", "postgres");
        assertThat(form.check()).isTrue();
        assertThat(form.values().has("citus")).isFalse();
    }

    @Test
    void showsWhatCameFilledInAlthoughNothingAsksForIt() {
        open(POSTGRES, "{mode: postgres, citus: {workers: 3}}");
        assertThat(form.values().at("/citus/workers").asInt()).isEqualTo(3);
        test(field(IntegerField.class, "Worker groups")).setValue(2);
        assertThat(legends()).as("gone once it says nothing of its own").doesNotContain("Citus");
        assertThat(form.values().has("citus")).isFalse();
    }

    @Test
    void countsNoChangeThatItHides() {
        form = new SchemaForm(API, yaml(GOOD), Optional.of(yaml(GOOD)));
        UI.getCurrent().add(form);
        test(field(Checkbox.class, "Reachable from outside")).click();
        test(field(TextField.class, "Host name")).setValue("api.example.com");
        assertThat(form.changed()).isEqualTo(2);
        test(field(Checkbox.class, "Reachable from outside")).click();
        assertThat(form.changed()).isZero();
    }

    @Test
    void whatIsHiddenAsksForNothing() {
        open(API, GOOD);
        test(field(Checkbox.class, "Reachable from outside")).click();
        paste(find(CidrField.class).all().getLast(), "0.0.0.0/0");
        assertThat(labels()).contains("Reason for 0.0.0.0/0");
        test(field(Checkbox.class, "Reachable from outside")).click();
        assertThat(labels()).doesNotContain("Reason for 0.0.0.0/0");
    }

    @Test
    void offersWhatABranchSpeaksOfWithoutNeedingIt() {
        open(POSTGRES, "{backup: {target: s3, bucket: copies, endpoint: s3.example.com, region: eu-1, secretName: backup}}");
        assertThat(field(TextField.class, "Secret with credentials").isRequiredIndicatorVisible()).isTrue();
        field(Select.class, "Where to").setValue(POSTGRES.at("/properties/backup/properties/target/enum/1"));
        assertThat(field(TextField.class, "Secret with credentials").isRequiredIndicatorVisible()).as("a passphrase may be there").isFalse();
        assertThat(labels()).contains("Bucket").doesNotContain("Region of the S3 service", "Volume claim");
        assertThat(form.check()).isTrue();
        assertThat(form.values().at("/backup/secretName").asString()).isEqualTo("backup");
    }

    @Test
    void wantsAReasonWhenEverybodyMayCome() {
        open(API, GOOD);
        CidrField list = field(CidrField.class, "Allowed address blocks");
        paste(list, "0.0.0.0/0");
        assertThat(text(list)).contains("It needs a reason");
        assertThat(form.problems()).extracting(InputProblem::toString)
                .containsExactly("Clients inside the network: Reason for 0.0.0.0/0: is needed.");
        TextArea reason = field(TextArea.class, "Reason for 0.0.0.0/0");
        test(reason).setValue("A public data set, agreed in ticket 311");
        assertThat(form.check()).isTrue();
    }

    @Test
    void correctsABlockWithOnePress() {
        open(API, GOOD);
        CidrField list = field(CidrField.class, "Allowed address blocks");
        paste(list, "203.0.113.7/24, 198.51.100.0/24 # office\n198.51.100.0/24");
        assertThat(list.getValue()).containsExactly("203.0.113.7/24", "198.51.100.0/24", "198.51.100.0/24");
        assertThat(text(list)).contains("203.0.113.7/24 has host bits set; use 203.0.113.0/24?", "198.51.100.0/24 stands in the list twice.");
        assertThat(find(TextArea.class, list).single().getErrorMessage()).isEqualTo("2 entries need a correction.");

        test(find(Button.class, list).withText("Use").single()).click();
        assertThat(list.getValue()).containsExactly("203.0.113.0/24", "198.51.100.0/24", "198.51.100.0/24");
        assertThat(form.values().at("/internal/allowList/0").asString()).isEqualTo("203.0.113.0/24");
        assertThat(form.problems()).extracting(InputProblem::pointer).containsExactly("/internal/allowList/2");
    }

    @Test
    void saysWhatIsWrongAtTheFieldAndAboveTheForm() {
        open(API, "{replicas: {min: 1}}");
        assertThat(field(IntegerField.class, "At least").isInvalid()).as("nothing is red before somebody did something").isFalse();
        assertThat(form.check()).isFalse();
        assertThat(field(IntegerField.class, "At least").getErrorMessage()).isEqualTo("1 is too small: at least 2.");
        assertThat(find(TextArea.class).all()).anyMatch(area -> area.isInvalid() && area.getErrorMessage().equals("Is needed."));
        assertThat(find(Button.class).all()).extracting(Button::getText).containsExactly(
                "Instances: At least: 1 is too small: at least 2.", "Clients inside the network: Allowed address blocks: is needed.");

        test(field(IntegerField.class, "At least")).setValue(4);
        assertThat(field(IntegerField.class, "At least").isInvalid()).isFalse();
        assertThat(find(Button.class).all()).hasSize(1);
    }

    @Test
    void marksAFieldAsSoonAsItWasLeftWrong() {
        open(API, GOOD);
        test(field(TextField.class, "CPU requested")).setValue("many");
        assertThat(field(TextField.class, "CPU requested").getErrorMessage()).startsWith("\"many\" does not have the expected form.");
        assertThat(find(Button.class).all()).as("no summary before it was sent").isEmpty();
    }

    @Test
    void showsWhatSomebodyElseFoundWrong() {
        open(API, GOOD);
        form.show(List.of(new InputProblem("/replicas/max", "Instances: At most", "the database allows 5.")));
        assertThat(field(IntegerField.class, "At most").getErrorMessage()).isEqualTo("The database allows 5.");
    }

    @Test
    void comparesWithWhatItWas() {
        form = new SchemaForm(API, yaml("{replicas: {max: 20}, internal: {allowList: [10.0.0.0/8]}}"), Optional.of(yaml(GOOD)));
        UI.getCurrent().add(form);
        assertThat(field(IntegerField.class, "At most").getHelperText()).startsWith("Was 10. Pods under full load.");
        assertThat(field(IntegerField.class, "At least").getHelperText()).doesNotContain("Was");
        assertThat(find(Span.class).all()).extracting(Span::getText).contains("1 of 15 settings changed");

        test(field(Checkbox.class, "Only changed")).click();
        assertThat(labels()).containsExactlyInAnyOrder("Only changed", "At most");
        assertThat(find(FieldSet.class).all()).filteredOn(Component::isVisible).hasSize(1);
        form.check();
        assertThat(labels()).as("problems may be anywhere").contains("At least");
        test(field(IntegerField.class, "At most")).setValue(10);
        assertThat(form.changed()).isZero();
    }

    @Test
    void choosesTheInputByTheSchema() {
        open(yaml("""
                type: object
                properties:
                  mode: {type: string, enum: [single, citus]}
                  size: {enum: [1, 2, 4, 8]}
                  ratio: {type: number, maximum: 1}
                  notes: {type: string, maxLength: 2000}
                  hosts: {type: array, items: {type: string}}
                """), "{mode: citus, size: 4, ratio: 0.5, hosts: [a, b]}");
        assertThat(field(RadioButtonGroup.class, "mode").getValue()).hasToString("\"citus\"");
        assertThat(field(Select.class, "size").getValue()).hasToString("4");
        assertThat(field(BigDecimalField.class, "ratio").getHelperText()).isEqualTo("At most 1.");
        assertThat(field(TextArea.class, "notes").getValue()).isEmpty();
        test(field(TextArea.class, "hosts")).setValue(" a \n\nc\n");
        assertThat(form.values()).hasToString("{\"mode\":\"citus\",\"size\":4,\"ratio\":0.5,\"hosts\":[\"a\",\"c\"]}");
    }

    @Test
    void showsAListOfObjectsAsAGroupOfFieldsForEach() {
        open(yaml("""
                type: object
                properties:
                  clients:
                    title: Clients
                    type: array
                    default: []
                    items:
                      type: object
                      additionalProperties: false
                      required: [name]
                      properties:
                        name: {title: Name, type: string, pattern: '^[a-z]+$', not: {enum: [postgres]}}
                        direct: {title: Direct, type: boolean, default: false}"""), "{clients: [{name: api, direct: true}]}");
        assertThat(field(TextField.class, "Name").getValue()).isEqualTo("api");
        test(find(Button.class).withText("Add one to Clients").single()).click();
        assertThat(form.check()).isFalse();
        assertThat(form.problems()).extracting(InputProblem::toString).containsExactly("Clients: entry 2: Name: is needed.");
        find(TextField.class).all().getLast().setValue("postgres");
        assertThat(form.problems()).extracting(InputProblem::toString).containsExactly("Clients: entry 2: Name: \"postgres\" is reserved. Choose another one.");
        find(TextField.class).all().getLast().setValue("reports");
        assertThat(form.values()).isEqualTo(yaml("clients: [{name: api, direct: true}, {name: reports, direct: false}]"));
        test(find(Button.class).withText("Remove Clients 1").single()).click();
        assertThat(form.values()).isEqualTo(yaml("clients: [{name: reports, direct: false}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "postgres"})
    void knowsEveryWordOfTheShippedTypes(String type) {
        open(new YAMLMapper().readTree(Path.of("../k8s/services", type, "service.yaml").toFile()).path("inputs"), "{}");
        assertThat(find(TextArea.class).all()).noneMatch(area -> "JSON".equals(area.getPlaceholder()));
    }

    @Test
    void callsEntriesAsTheirSchemaDoes() {
        open(yaml("""
                type: object
                properties:
                  clients: {title: Clients, type: array, items: {title: Client, type: object, properties: {name: {title: Name, type: string}}}}
                """), "{clients: [{name: api}]}");
        assertThat(find(FieldSet.class).all()).extracting(FieldSet::getLegendText).containsExactly("Clients", "Client 1");
        assertThat(find(Button.class).all()).extracting(Button::getText).containsExactly("Remove Client 1", "Add Client");
    }

    @Test
    void leavesWhatStaysAsItWasMadeAlone() {
        JsonNode schema = yaml("{type: object, properties: {mode: {title: Mode, type: string, x-restart: never}, pods: {title: Pods, type: integer, x-restart: none}}}");
        open(schema, "{mode: plain, pods: 2}");
        assertThat(field(TextField.class, "Mode").isReadOnly()).as("while it is made").isFalse();
        UI.getCurrent().removeAll();
        form = new SchemaForm(schema, yaml("{mode: plain, pods: 2}"), Optional.of(yaml("{mode: plain, pods: 2}")));
        UI.getCurrent().add(form);
        assertThat(field(TextField.class, "Mode").isReadOnly()).isTrue();
        assertThat(field(IntegerField.class, "Pods").isReadOnly()).isFalse();
    }

    @Test
    void takesJsonWhereItDoesNotKnowTheSchema() {
        open(yaml("""
                type: object
                properties:
                  odd: {oneOf: [{type: string}, {type: integer}]}
                  parameters: {type: object, additionalProperties: {type: string}}
                  plain: {type: string}
                """), "{odd: 7, parameters: {work_mem: 8MB}}");
        TextArea parameters = field(TextArea.class, "parameters");
        assertThat(form.values()).isEqualTo(yaml("{odd: 7, parameters: {work_mem: 8MB}}"));
        test(parameters).setValue("{");
        assertThat(form.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEqualTo("/parameters");
            assertThat(problem.message()).startsWith("is no JSON");
        });
        test(parameters).setValue("{\"work_mem\": 8}");
        assertThat(form.problems()).extracting(InputProblem::pointer).containsExactly("/parameters/work_mem");
        assertThat(parameters.isInvalid()).isTrue();
    }

    @Test
    void keepsWhatTheSchemaAllowsWithoutDescribingIt() {
        open(yaml("{type: object, properties: {plain: {type: string}}}"), "{plain: a, more: {x: 1}}");
        assertThat(form.values()).isEqualTo(yaml("{plain: a, more: {x: 1}}"));
    }

    @Test
    void showsAValueThatDoesNotFitItsSchemaInsteadOfLosingIt() {
        open(yaml("{type: object, properties: {count: {type: integer}}}"), "{count: three}");
        assertThat(field(TextArea.class, "count").getValue()).isEqualTo("\"three\"");
        assertThat(form.check()).isFalse();
    }

    @Test
    void tellsOfEachChange() {
        open(API, GOOD);
        List<ObjectNode> heard = new ArrayList<>();
        form.onChange(heard::add);
        test(field(IntegerField.class, "At most")).setValue(12);
        assertThat(heard).singleElement().satisfies(values -> assertThat(values.at("/replicas/max").asInt()).isEqualTo(12));
    }

    private void open(JsonNode schema, String values) {
        form = new SchemaForm(schema, yaml(values), Optional.empty());
        UI.getCurrent().add(form);
    }

    private void paste(CidrField list, String text) {
        test(find(TextArea.class, list).single()).setValue(text);
    }

    private void choose(String label, String value) {
        field(RadioButtonGroup.class, label).setValue(StringNode.valueOf(value));
    }

    private List<String> legends() {
        return visible().filter(FieldSet.class::isInstance).map(group -> ((FieldSet) group).getLegendText()).toList();
    }

    /** The first field with that label that is on the screen. */
    private <C extends Component & HasLabel> C field(Class<C> kind, String label) {
        return visible().filter(kind::isInstance).map(kind::cast).filter(field -> label.equals(field.getLabel())).findFirst()
                .orElseThrow(() -> new AssertionError("no " + label + " among " + labels()));
    }

    private List<String> labels() {
        return visible().filter(field -> field instanceof HasLabel && !(field instanceof CidrField)).map(field -> ((HasLabel) field).getLabel())
                .filter(label -> label != null && !label.isEmpty()).toList();
    }

    private Stream<Component> visible() {
        return below(form).filter(SchemaFormTests::isOnScreen);
    }

    private static boolean isOnScreen(Component component) {
        return !(component instanceof Text) && component.isVisible() && component.getParent().map(SchemaFormTests::isOnScreen).orElse(true);
    }

    private static Stream<Component> below(Component component) {
        return Stream.concat(Stream.of(component), component.getChildren().flatMap(SchemaFormTests::below));
    }

    private static String text(Component component) {
        return below(component).map(part -> part.getElement().getText()).reduce("", (all, part) -> all + "\n" + part);
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) new YAMLMapper().readTree(text);
    }
}
