package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.NotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ServiceTypesTests {

    private static final String GOOD = """
            name: cache
            title: Cache
            description: Keeps things.
            health: {workloads: [{apiVersion: apps/v1, kind: Deployment, name: cache}]}
            impact: [{rule: cache.any, says: no interruption}]
            inputs: {type: object, properties: {size: {type: integer, default: 3}}}
            """;

    @TempDir
    Path folder;

    @Test
    void findsTheShippedTypesBesideTheProgram() {
        ServiceTypes types = new ServiceTypes(new CatalogSettings("k8s/services", DataSize.ofMegabytes(1), DataSize.ofMegabytes(8)));
        ServiceType api = types.type("api");
        assertThat(api.needsDatabase()).isTrue();
        assertThat(api.title()).isEqualTo("Exposure API");
        ObjectNode nothing = JsonMapper.shared().createObjectNode();
        assertThat(new InputsSchema(api.inputs()).withDefaults(nothing).at("/replicas/min").asInt()).isEqualTo(3);
    }

    @Test
    void readsATypeThatIsOnlyAFolder() throws IOException {
        write("cache", GOOD);
        ServiceType cache = new ServiceTypes(folder).type("cache");
        assertThat(cache.needsDatabase()).isFalse();
        assertThat(cache.inputs().at("/properties/size/type").asString()).isEqualTo("integer");
        assertThat(cache.descriptor().at("/impact/0/rule").asString()).isEqualTo("cache.any");
    }

    @Test
    void namesWhatIsWrongWithAFolder() throws IOException {
        assertRefused(GOOD.replace("title: Cache", "titel: Cache"), "cache/service.yaml: title: is needed.");
        assertRefused(GOOD + "colour: red\n", "cache/service.yaml: colour: is not known here");
        assertRefused(GOOD.replace("name: cache\ntitle", "name: other\ntitle"), "name is \"other\", its folder is cache");
        assertRefused(GOOD.replace("type: object", "type: wrong"), "has to be \"object\"");
        assertRefused(GOOD.replace("type: integer", "type: wholenumber"), "inputs is no JSON Schema");
        assertRefused("{", "cache/service.yaml is no YAML");
        assertRefused("- a list", "cache/service.yaml");
        Files.delete(folder.resolve("cache/service.yaml"));
        assertThatIllegalStateException().isThrownBy(() -> new ServiceTypes(folder))
                .withMessageContaining("portal.catalog.folder").withMessageContaining("cache has no service.yaml");
    }

    @Test
    void refusesAFolderWithoutTypes() {
        assertThatIllegalStateException().isThrownBy(() -> new ServiceTypes(folder)).withMessageContaining("holds no service type");
        assertThatIllegalStateException()
                .isThrownBy(() -> new ServiceTypes(new CatalogSettings("no/such/folder", DataSize.ofMegabytes(1), DataSize.ofMegabytes(8))))
                .withMessageContaining("portal.catalog.folder").withMessageContaining("no/such/folder");
    }

    @Test
    void saysNothingOfUnknownTypes() throws IOException {
        write("cache", GOOD);
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> new ServiceTypes(folder).type("queue"));
    }

    private void assertRefused(String descriptor, String words) throws IOException {
        write("cache", descriptor);
        assertThatIllegalStateException().isThrownBy(() -> new ServiceTypes(folder))
                .withMessageContaining("portal.catalog.folder").withMessageContaining(words);
    }

    private void write(String type, String descriptor) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(type)).resolve("service.yaml"), descriptor);
    }
}
