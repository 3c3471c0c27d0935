package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.Destinations;
import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Html;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.QueryParameters;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

@PostgresTest
@ViewPackages(packages = "com.trmlabs.portal")
class ReleasePagesIT extends SpringBrowserlessTest {

    private static final Sent SENT = Sent.shippedChart();
    private static final As PIPELINE = As.machineOf("olga@example.test", "releases:publish");

    @Autowired ReleasePublishing publishing;
    @Autowired List<Destinations> destinations;

    @BeforeEach
    @Override
    protected void initVaadinEnvironment() {
        SecurityContextHolder.setContext(new SecurityContextImpl(As.person("audra@example.test", Role.AUDITOR).authentication()));
        super.initVaadinEnvironment();
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void teachesHowToPublishAndListsWhatWas() {
        navigate("releases", Component.class);
        assertThat(find(Pre.class).first().getText()).contains("bin/publish-release postgres 1.0.0",
                "--image postgres=REGISTRY/REPOSITORY@sha256:DIGEST", "--image pgpool=", "--url http");

        publish("30.0.0", "First of all.");
        publish("30.1.0", "# Second\nFaster.");
        UI.getCurrent().navigate("releases", QueryParameters.of("q", "second"));
        assertThat(rows()).isEqualTo(1);
        test(find(TextField.class).first()).setValue("no such words");
        assertThat(rows()).isZero();
        test(find(TextField.class).first()).setValue("");
        assertThat(rows()).isGreaterThanOrEqualTo(2);
        assertThat(destinations.stream().flatMap(known -> known.find("API 30.1").stream())).extracting(Destinations.Destination::path).containsExactly("releases/api/30.1.0");
    }

    @Test
    void showsWhatAReleaseIsMadeOf() {
        publish("31.0.0", "Faster **paging**.");
        publish("31.1.0", "Newer.");
        navigate("releases/api/31.0.0", Component.class);
        assertThat(find(H1.class).first().getText()).isEqualTo("Exposure API 31.0.0");
        assertThat(find(Html.class).single().getInnerHtml()).contains("Faster <strong>paging</strong>.");
        assertThat(find(CopyBox.class).all()).extracting(box -> find(Pre.class, box).single().getText())
                .containsExactly(Sent.image("31.0.0"), SENT.digest());
        assertThat(find(Anchor.class).all()).extracting(Anchor::getHref).contains("releases/api/31.1.0");
    }

    @Test
    void saysThatThereIsNoSuchRelease() {
        UI.getCurrent().navigate("releases/api/99.0.0");
        assertThat(text()).contains("No release api 99.0.0, or not one you may see.");
    }

    private int rows() {
        return test(find(Grid.class).first()).size();
    }

    private String text() {
        return find(Component.class).all().stream().map(part -> part.getElement().getText()).collect(Collectors.joining("\n"));
    }

    private void publish(String version, String notes) {
        PIPELINE.run(() -> {
            publishing.upload(SENT.digest(), SENT.chart());
            publishing.publish(SENT.release(version, notes));
        });
    }
}
