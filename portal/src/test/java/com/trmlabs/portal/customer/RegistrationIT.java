package com.trmlabs.portal.customer;

import static com.trmlabs.portal.customer.Given.AUDITOR;
import static com.trmlabs.portal.customer.Given.OPERATOR;
import static com.trmlabs.portal.customer.Given.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@PostgresTest
@Import(CustomerTestCloud.class)
@RecordApplicationEvents
class RegistrationIT {

    @Autowired CustomerRegistration customers;
    @Autowired ProjectRegistration projects;
    @Autowired CustomerQueries queries;
    @Autowired CustomerDirectory directory;
    @Autowired Connecting connecting;
    @Autowired FixedPlaces places;
    @Autowired StubCloud cloud;
    @Autowired ApplicationEvents events;
    @Autowired EntityManagerFactory sessions;

    @Test
    void keepsWhatWasRegistered() {
        OPERATOR.run(() -> {
            customers.register(Given.customer("kept"));
            projects.register(Given.project("kept-project", "kept"));
        });
        AUDITOR.run(() -> {
            assertThat(queries.customer(new CustomerId("kept"))).isEqualTo(Given.customer("kept"));
            assertThat(queries.project(new ProjectId("kept-project")).details()).isEqualTo(Given.project("kept-project", "kept"));
            assertThat(queries.rows("KEPT an")).extracting(row -> row.id().value()).containsExactly("kept");
        });
        assertThat(directory.find(new CustomerId("kept"))).hasValueSatisfying(found -> assertThat(found.tier()).isEqualTo(Tier.PRODUCTION));
        assertThat(directory.projects(new CustomerId("kept"))).extracting(CustomerDirectory.Project::subnet).containsExactly("nodes");
    }

    @Test
    void listsCustomersInOneQuestionHoweverManyThereAre() {
        OPERATOR.run(() -> {
            List.of("listed-b", "listed-a", "listed-c").forEach(id -> customers.register(Given.customer(id)));
            List.of("listed-one", "listed-two").forEach(id -> projects.register(Given.project(id, "listed-b")));
        });
        Statistics statistics = sessions.unwrap(SessionFactory.class).getStatistics();
        statistics.setStatisticsEnabled(true);
        statistics.clear();

        var rows = AUDITOR.call(() -> queries.rows(" LISTED-"));

        assertThat(rows).extracting(row -> row.id() + " " + row.name() + " " + row.projects())
                .containsExactly("listed-a listed-a Analytics 0", "listed-b listed-b Analytics 2", "listed-c listed-c Analytics 0");
        assertThat(statistics.getEntityLoadCount()).as("customers and projects read one by one").isZero();
        assertThat(AUDITOR.call(() -> queries.rows("listed_"))).isEmpty();
        assertThat(As.personAt("listed-c", "limited@example.test", Role.AUDITOR).call(() -> queries.rows(""))).extracting(row -> row.id().value())
                .containsExactly("listed-c");
    }

    @Test
    void recordsOnlyTheFieldsThatARevisionChanges() {
        var details = Given.customer("revised");
        OPERATOR.run(() -> {
            customers.register(details);
            customers.revise(new CustomerDetails(details.id(), "Revised GmbH", details.tier(), details.dataRegion(), details.zone(), details.contacts()));
            customers.revise(new CustomerDetails(details.id(), "Revised GmbH", details.tier(), details.dataRegion(), details.zone(), details.contacts()));
        });
        assertThat(events.stream(CustomerEvent.class)).filteredOn(event -> event.action().equals("customer.revise")).singleElement()
                .satisfies(event -> {
                    assertThat(event.before()).isEqualTo(Map.of("name", "revised Analytics"));
                    assertThat(event.after()).isEqualTo(Map.of("name", "Revised GmbH"));
                });
    }

    @Test
    void refusesANameTwiceAndAProjectOfSomebodyElse() {
        OPERATOR.run(() -> {
            customers.register(Given.customer("first"));
            customers.register(Given.customer("second"));
            projects.register(Given.project("one-project", "first"));
            assertThatThrownBy(() -> customers.register(Given.customer("first"))).isInstanceOf(Refusal.class);
            assertThatThrownBy(() -> projects.register(Given.project("one-project", "second"))).isInstanceOf(Refusal.class)
                    .hasMessageContaining("registered already");
        });
    }

    @Test
    void letsOnlyOperatorsOfTheCustomerRegisterIt() {
        AUDITOR.run(() -> assertThatThrownBy(() -> customers.register(Given.customer("denied"))).isInstanceOf(AccessDeniedException.class));
        STRANGER.run(() -> assertThatThrownBy(() -> customers.register(Given.customer("denied"))).isInstanceOf(AccessDeniedException.class));
        assertThat(directory.find(new CustomerId("denied"))).isEmpty();
    }

    @Test
    void showsNothingOutOfScope() {
        OPERATOR.run(() -> {
            customers.register(Given.customer("hidden"));
            projects.register(Given.project("hidden-project", "hidden"));
        });
        STRANGER.run(() -> {
            assertThat(queries.rows("")).isEmpty();
            assertThatThrownBy(() -> queries.customer(new CustomerId("hidden"))).isInstanceOf(NotFound.class)
                    .hasMessage("No customer hidden, or not one you may see.");
            assertThatThrownBy(() -> queries.project(new ProjectId("hidden-project"))).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> connecting.test(new ProjectId("hidden-project"))).isInstanceOf(NotFound.class);
        });
    }

    @Test
    void remembersWhyWeAreNotLetIn() {
        OPERATOR.run(() -> {
            customers.register(Given.customer("closed"));
            projects.register(Given.project("closed-project", "closed"));
            cloud.refused.add(CloudIdentity.RUN);
            var test = connecting.test(new ProjectId("closed-project"));
            assertThat(test.refusal()).hasValueSatisfying(why -> assertThat(why).contains("portal-run@closed-project").contains("was not run"));
            assertThat(queries.project(new ProjectId("closed-project")).access()).hasValueSatisfying(kept -> assertThat(kept.refusal()).isEqualTo(test.refusal()));
            cloud.everythingIsRight();
            assertThat(connecting.test(new ProjectId("closed-project")).refusal()).isEmpty();
        });
        assertThat(events.stream(CustomerEvent.class).filter(event -> event.action().equals("project.test-access")).map(CustomerEvent::after))
                .hasSize(2).last().isEqualTo(Map.of("access", "granted"));
    }

    @Test
    void keepsPlaceAndTierWhileAnyChangeBuildsOnThem() {
        var first = new ChangeId(900_001);
        var second = new ChangeId(900_002);
        var project = Given.project("built-project", "built");
        var moved = new ProjectDetails(project.id(), project.customer(), project.region(), project.zones(), "main", "others", "pods", "services");
        var customer = Given.customer("built");
        var trial = new CustomerDetails(customer.id(), customer.name(), Tier.TRIAL, customer.dataRegion(), customer.zone(), customer.contacts());
        OPERATOR.run(() -> {
            customers.register(customer);
            projects.register(project);
            places.fix(project.id(), first);
            places.fix(project.id(), second);
            places.release(first);
            places.release(first);
            places.release(new ChangeId(900_003));
            assertThatThrownBy(() -> projects.register(moved)).isInstanceOf(Refusal.class).hasMessageStartingWith("C-900002 builds on project built-project");
            assertThatThrownBy(() -> projects.forget(project.id())).isInstanceOf(Refusal.class);
            assertThatThrownBy(() -> customers.revise(trial)).isInstanceOf(Refusal.class).hasMessageContaining("fixed by C-900002");
            places.release(second);
            projects.register(moved);
            customers.revise(trial);
            projects.forget(project.id());
        });
        assertThat(directory.find(customer.id())).hasValueSatisfying(found -> assertThat(found.tier()).isEqualTo(Tier.TRIAL));
    }

    @Test
    void forgetsAProjectThatNothingWasMadeIn() {
        OPERATOR.run(() -> {
            customers.register(Given.customer("leaving"));
            projects.register(Given.project("leaving-project", "leaving"));
            projects.forget(new ProjectId("leaving-project"));
        });
        assertThat(directory.projects(new CustomerId("leaving"))).isEqualTo(List.of());
    }
}
