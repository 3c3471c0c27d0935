package com.trmlabs.gallery;

import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.CheckRow;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.DiffView;
import com.trmlabs.portal.ui.DiffView.Field;
import com.trmlabs.portal.ui.DiffView.Item;
import com.trmlabs.portal.ui.DiffView.Mark;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.FingerprintChip;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.ReasonDialog;
import com.trmlabs.portal.ui.ReasonedButton;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.StepTimeline;
import com.trmlabs.portal.ui.StepTimeline.Evidence;
import com.trmlabs.portal.ui.StepTimeline.State;
import com.trmlabs.portal.ui.StepTimeline.Step;
import com.trmlabs.portal.ui.WaitingReason;
import com.trmlabs.portal.ui.WizardFrame;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Every small component once, in its states, to look at and to check for accessibility. */
@Route("gallery")
@PageTitle("Gallery")
@Menu(title = "Gallery", order = 90, icon = "vaadin:grid-small")
@AnonymousAllowed
public class GalleryView extends Div implements BeforeEnterObserver {

    private final Instant now = Instant.now();
    private final FilterBar filters = new FilterBar("gallery", "Number, title, reason", () -> {})
            .choice("status", "Status", List.of("RUNNING", "FAILED", "AWAITING_APPROVAL"), value -> Status.valueOf(value).word())
            .choice("customer", "Customer", List.of("bluefin", "cedar"), value -> value);

    public GalleryView() {
        addClassName("page");
        add(new PageHeader("C-1042 Upgrade api to 2.4.0, bluefin-prod").under("Changes", "changes").under("Bluefin Analytics", "customers/bluefin")
                .status(new StatusBadge(Status.AWAITING_APPROVAL)).actions(new Button("Propose change"), new Button("Edit calendar")));
        add(statuses(), times(), words(), buttons(), checks(), differences(), steps(), table(), wizard(), empty());
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
    }

    private static SectionCard statuses() {
        Div all = new Div();
        all.addClassName("row");
        Arrays.stream(Status.values()).map(StatusBadge::new).forEach(all::add);
        return new SectionCard("Status", all);
    }

    private SectionCard times() {
        return new SectionCard("Times", new FactList()
                .fact("Moment", new Moment(now.minusSeconds(3700)))
                .fact("Ahead", new Moment(now.plus(Duration.ofHours(51))))
                .fact("Fresh", new AsOf(now.minusSeconds(5)))
                .fact("Late", new AsOf(now.minusSeconds(200)))
                .fact("Unknown", new AsOf(now.minusSeconds(1200)))
                .fact("Never", new AsOf(null)));
    }

    private SectionCard words() {
        return new SectionCard("Words",
                new WaitingReason("1 vote", "approver2@example.test or approver3@example.test", now.plus(Duration.ofHours(51))),
                Notice.failure("Plan not sealed. bluefin-prod refused (403, list deployments). Nothing changed.", new Paragraph("Ref 7F3K")),
                new FingerprintChip(new Fingerprint("26c633dd" + "0123456789abcdef".repeat(3) + "01234567")),
                new Div(new ImpactLine("No interruption: rolling, 6 min (median of 9 here)")),
                new CopyBox("command", "gcloud iam service-accounts create portal-read \\\n  --project bluefin-analytics-prod"));
    }

    private static SectionCard buttons() {
        ReasonedButton blocked = new ReasonedButton("Vote...", () -> {}).primary();
        blocked.block("You requested C-1042, so you cannot vote on it.");
        Button reason = new Button("Cancel change...", click -> new ReasonDialog("Cancel C-1042", "Nothing has run yet. Its votes end.",
                "Cancel change", given -> {}).open());
        return new SectionCard("Buttons", new Div(blocked, new ReasonedButton("Seal plan and submit", () -> {}).primary(), reason))
                .actions(new Button("Check again"));
    }

    private static SectionCard checks() {
        Div list = new Div(
                new CheckRow(Status.FAIL, "Quota CPUS in europe-west3", "Needs 48, free 20 (limit 72, used 52).").with(new Button("Check again")),
                new CheckRow(Status.PASS, "Machine type e2-standard-4 in each zone", ""),
                new CheckRow(Status.WAIVED, "Organisation policy", "By approver1@example.test until 1 Feb 2027: \"exception 311\""));
        list.getElement().setAttribute("role", "list");
        return new SectionCard("Checks", list);
    }

    private static SectionCard differences() {
        List<Item> items = List.of(
                new Item(Mark.CHANGED, "Deployment api/api", List.of(
                        new Field("containers[api].image", "registry.example/api@sha256:11ab..", "registry.example/api@sha256:9c4d..", false),
                        new Field("containers[api].resources.limits.memory", null, "512Mi", false)), ""),
                new Item(Mark.CHANGED, "HorizontalPodAutoscaler api/api", List.of(new Field("spec.maxReplicas", "10", "20", false)),
                        "kubectl-edit owns fields here"),
                new Item(Mark.CHANGED, "Secret api/api-db", List.of(new Field("data.password", null, null, true)), ""),
                new Item(Mark.NEW, "PodDisruptionBudget api/api", List.of(new Field("spec.maxUnavailable", null, "1", false)), ""),
                new Item(Mark.RECREATED, "Job api/migrate", List.of(new Field("spec.template", "1", "2", false)), ""),
                new Item(Mark.DELETED, "ConfigMap api/old", List.of(), ""));
        return new SectionCard("Differences", new DiffView(items, 14));
    }

    private SectionCard steps() {
        return new SectionCard("Steps", new StepTimeline(List.of(
                new Step(1, "Check the seal", State.DONE, "No interruption (reads only)", "", now.minusSeconds(200), now.minusSeconds(198),
                        null, 1, "", List.of()),
                new Step(2, "Replace pods", State.NOW, "No interruption: one pod more before one less", "3 of 6 ready; waits for api-7d: readiness",
                        now.minusSeconds(40), null, Duration.ofSeconds(300), 2, "", List.of()),
                new Step(3, "Verify", State.FAILED, "", "", now.minusSeconds(20), now, null, 1,
                        "The new image does not start: exit 1, 3 times", List.of(new Evidence("Log of api-7d, last 20 lines",
                                "Traceback (most recent call last):\n  ssl.SSLError: certificate verify failed"))),
                new Step(4, "Record what runs", State.NEXT, "No interruption", "", null, null, Duration.ofSeconds(3), 0, "", List.of()))));
    }

    private SectionCard table() {
        EntityGrid<Integer> grid = new EntityGrid<>("Changes", "change", "changes", row -> "gallery?row=" + row);
        grid.name("Change", row -> "C-" + (1000 + row), row -> "Upgrade api to 2." + row + ".0");
        grid.status(row -> new StatusBadge(Status.values()[row % Status.values().length]));
        grid.items(IntStream.range(0, 8).boxed().toList());
        return new SectionCard("Table", filters, grid);
    }

    private static SectionCard wizard() {
        WizardFrame frame = new WizardFrame();
        frame.steps(List.of(new WizardFrame.Step("Customer", "done", "gallery"), new WizardFrame.Step("Connect", "done", "gallery"),
                new WizardFrame.Step("Preflight", "2 fail", "gallery"), new WizardFrame.Step("Cluster", "", "gallery"),
                new WizardFrame.Step("Services", "", ""), new WizardFrame.Step("Review", "", "")), 2);
        frame.content(new Paragraph("31 checks: 26 pass, 2 warn, 2 fail, 1 waived"));
        frame.summary(new FactList().fact("Tier", "production").fact("Region", "europe-west3").fact("Votes", "2"));
        return new SectionCard("Wizard", frame);
    }

    private static SectionCard empty() {
        return new SectionCard("Empty", new EmptyState("No change matches 3 filters.", "The list holds 1,284 changes.", new Button("Clear")));
    }
}
