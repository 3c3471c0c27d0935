package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.access.AccessSpec;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.Notice;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import java.util.stream.Stream;

/** What the customer's admin runs to let us in, as commands and as Terraform, and later in the cluster; and every right with its reason. */
final class AccessGuide extends Div {

    AccessGuide(Access access, ProjectId project) {
        if (access.missing().isPresent()) {
            add(Notice.failure(access.missing().get()), rights(access.spec()));
            return;
        }
        Paragraph intro = new Paragraph("For the customer's admin. Nothing here is secret, and nothing secret comes back: the portal acts as two "
                + "accounts of the project, without a key, until the admin takes the last step back.");
        Details commands = new Details("With gcloud", gcloud(access, project));
        commands.setOpened(true);
        Details terraform = new Details("Or with Terraform", new CopyBox("Terraform file", access.terraform(project)));
        Details cluster = new Details("Later, in the cluster", new Paragraph("When the cluster has been created, the change waits until its admin has applied "
                + "this with kubectl apply -f portal-access.yaml. It says what the two accounts may do in there, each rule with its reason."),
                new CopyBox("portal-access.yaml", access.inCluster(project)));
        add(intro, commands, terraform, cluster, rights(access.spec()));
    }

    private static Div gcloud(Access access, ProjectId project) {
        Div steps = new Div();
        int number = 0;
        for (Access.Step step : access.gcloud(project)) {
            number++;
            steps.add(new H3(number + " " + step.title()), new Paragraph(step.why()), new CopyBox("commands of step " + number, step.commands()));
        }
        return steps;
    }

    private static Details rights(AccessSpec spec) {
        NativeTable table = new NativeTable();
        table.getElement().setAttribute("aria-label", "Rights with their reasons");
        NativeTableRow head = new NativeTableRow();
        Stream.of("Account", "Right", "Reason").map(NativeTableHeaderCell::new).forEach(cell -> {
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        });
        table.getHead().add(head);
        spec.permissions().forEach(permission -> row(table, "portal-" + permission.identity(), permission.permission(), permission.reason()));
        spec.grants().forEach(grant -> row(table, grant.identity().equals("portal") ? "the portal" : "portal-" + grant.identity(),
                grant.role() + (grant.on().serviceAccount() == null ? "" : " on portal-" + grant.on().serviceAccount()), grant.reason()));
        return new Details((spec.permissions().size() + spec.grants().size()) + " rights, each with its reason", table);
    }

    private static void row(NativeTable table, String account, String right, String reason) {
        table.getBody().add(new NativeTableRow(new NativeTableCell(account), new NativeTableCell(right), new NativeTableCell(reason)));
    }
}
