package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class SettingsTests {

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(portal\\.[a-z.-]+)`");

    private static final List<String> COMPLETE = Stream.concat(Stream.of(FreshDatabase.settings("jdbc:postgresql://localhost:1/none")),
            Stream.of("portal.oidc.issuer=http://localhost:1", "portal.oidc.client-id=portal", "portal.oidc.client-secret=x")).toList();

    @Test
    void describesEverySettingOnOnePageAndNoOther() throws IOException {
        var page = Files.readString(Path.of("../docs/settings.md"));
        var documented = DOCUMENTED.matcher(page).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).as("settings in docs/settings.md").isEqualTo(settings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "portal.oidc.issuer= | portal.oidc.issuer is missing",
        "portal.oidc.issuer=nonsense | portal.oidc.issuer has to be an absolute address",
        "portal.oidc.check-every=2m | portal.oidc.check-every has to be between",
        "portal.oidc.unreachable-limit=soon | portal.oidc.unreachable-limit is no Duration",
        "portal.audit.lag-limit=0s | portal.audit.lag-limit has to be longer than nothing",
        "portal.oidc.endpoints.token=/token | portal.oidc.endpoints.token has to be an absolute address",
        "portal.oidc.groups-claim= | portal.oidc.groups-claim is missing",
        "portal.oidc.roles.portal-owners=OWNER | portal.oidc.roles.portal-owners is no Role",
        "portal.oidc.isuer=http://localhost:1 | Setting portal.oidc.isuer is not known",
        "portal.database.owner-user= | portal.database.owner-user is missing",
        "portal.database.url= | portal.database.url has to begin with jdbc:postgresql:",
        "portal.folder=pom.xml/state | portal.folder names pom.xml/state, which cannot be written",
        "portal.google.credentials=pom.xml | portal.google.credentials has to be the key of a service account",
    })
    void namesAWrongSettingInOneLine(String setting, String expected) {
        assertThat(refusal(setting, "")).singleElement().asString().contains(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "portal.oidc.issuer=https://login.example.com | portal.oidc.issuer names a production identity provider",
        "portal.database.url=jdbc:postgresql://db/portal?sslmode=verify-full | portal.database.url names a production database",
    })
    void refusesARehearsalBesideProductionSettings(String setting, String expected) {
        assertThat(refusal(setting, "rehearsal")).singleElement().asString().contains(expected);
    }

    @Test
    void refusesADatabaseThatIsMissingBesideItsRoles() {
        assertThat(refusal(COMPLETE.stream().filter(setting -> !setting.startsWith("portal.database.url")).toList(), "", Map.of())).singleElement().asString().contains("portal.database.url is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PORTAL_OIDC_ISUER | Setting PORTAL_OIDC_ISUER is not known",
        "GOOGLE_APPLICATION_CREDENTIALS | portal.google.credentials has to be a readable file, not '/nowhere'",
    })
    void refusesAWrongVariableOfTheEnvironment(String variable, String expected) {
        assertThat(refusal(COMPLETE, "", Map.of(variable, "/nowhere"))).singleElement().asString().contains(expected);
    }

    /** The last thing that is looked at. */
    @Test
    void namesADatabaseThatDoesNotAnswer() {
        var harmless = Map.<String, Object>of("PORTAL_URL", "http://portal", "PORTAL_DATABASE_SERVICE_HOST", "10.0.0.1", "PORTAL_DATABASE_PORT_5432_TCP", "tcp://10.0.0.1:5432",
                "PORTAL_OIDC_ROLES_STAFF", "OPERATOR", "PORTAL_OIDC_CHECKEVERY", "20s", "PORTAL_OIDC_CHECK_EVERY", "20s");

        assertThat(refusal(COMPLETE, "", harmless)).singleElement().asString()
                .contains("portal.database.url does not open the database to portal_owner: Connection to localhost:1 refused");
    }

    private static List<String> refusal(String setting, String profile) {
        return refusal(Stream.concat(COMPLETE.stream(), Stream.of(setting)).toList(), profile, Map.of());
    }

    private static List<String> refusal(List<String> settings, String profile, Map<String, Object> variables) {
        var arguments = settings.stream().map(setting -> "--" + setting).toArray(String[]::new);
        var environment = new StandardEnvironment();
        environment.getPropertySources().replace(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        var application = new SpringApplicationBuilder(PortalApplication.class).environment(environment).web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF).initializers(new ReadClasses()).properties("spring.profiles.active=" + profile);
        try (var context = application.run(lastWins(arguments))) {
            throw new AssertionError(context + " started with " + settings);
        } catch (RuntimeException failure) {
            FailureAnalysis analysis = new RefusedSettings().analyze(failure);
            assertThat(analysis).as("an analysis of " + failure).isNotNull();
            return analysis.getDescription().lines().toList();
        }
    }

    private static String[] lastWins(String[] arguments) {
        return Arrays.stream(arguments).collect(Collectors.toMap(argument -> argument.split("=")[0], argument -> argument, (first, second) -> second))
                .values().toArray(String[]::new);
    }

    private static Set<String> settings() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("com.trmlabs.portal").stream()
                .map(found -> type(found.getBeanClassName()))
                .filter(type -> type.getProtectionDomain().getCodeSource().equals(PortalApplication.class.getProtectionDomain().getCodeSource()))
                .flatMap(type -> names(type.getAnnotation(ConfigurationProperties.class).value(), type))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(String prefix, Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).flatMap(component -> names(prefix, component));
    }

    private static Stream<String> names(String prefix, RecordComponent component) {
        var name = prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
        return component.getType().isRecord() ? names(name, component.getType()) : Stream.of(name);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
