package com.trmlabs.portal.customer.access;

import com.trmlabs.portal.customer.access.Access.Step;
import com.trmlabs.portal.customer.access.AccessSpec.Grant;
import com.trmlabs.portal.customer.access.AccessSpec.Identity;
import com.trmlabs.portal.customer.access.AccessSpec.Permission;
import com.trmlabs.portal.customer.access.AccessSpec.Role;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands for one project. Every value is quoted for a POSIX shell where it is not a plain word. */
record GcloudCommands(AccessSpec spec, ProjectId project, String portal) {

    List<Step> steps() {
        return List.of(
                new Step("Switch on the APIs", "Nothing is created yet.", enableApis()),
                new Step("Create the service accounts", "One reads, one carries out approved changes, one is what nodes run as. "
                        + "None of them gets a key.", each(spec.identities().stream().map(this::createAccount))),
                new Step("Create the two roles and bind them", "Exactly the rights listed below, and no predefined role that is wider.",
                        each(spec.roles().stream().map(this::createAndBind))),
                new Step("Rights of the nodes", "What GKE itself asks for.", nodesRights()),
                new Step("Let the portal act as the two accounts", "With tokens that live one hour at most. Taking this away locks the portal out.",
                        each(grants(Grant::ofPortal))));
    }

    String nodesAccount() {
        return createAccount(spec.identity("nodes"));
    }

    String nodesRights() {
        return each(grants(grant -> !grant.ofPortal()));
    }

    private String enableApis() {
        return command("gcloud services enable", Stream.concat(spec.apiNames().stream(), Stream.of("--project=" + project)));
    }

    private String createAccount(Identity identity) {
        return command("gcloud iam service-accounts create " + identity.account(), Stream.of("--project=" + project,
                "--display-name=" + quoted(identity.title()), "--description=" + quoted(identity.description())));
    }

    private String createAndBind(Role role) {
        String permissions = spec.permissionsOf(role.identity()).stream().map(Permission::permission).collect(Collectors.joining(","));
        return command("gcloud iam roles create " + role.role(), Stream.of("--project=" + project, "--stage=GA",
                "--title=" + quoted(role.title()), "--permissions=" + permissions))
                + "\n" + bindOnProject(role.identity(), "projects/" + project + "/roles/" + role.role());
    }

    private Stream<String> grants(Predicate<Grant> which) {
        return spec.grants().stream().filter(which).map(grant -> grant.on().isProject()
                ? bindOnProject(grant.identity(), grant.role())
                : bindOnAccount(grant));
    }

    private String bindOnProject(String identity, String role) {
        return command("gcloud projects add-iam-policy-binding " + project,
                Stream.of("--member=serviceAccount:" + email(identity), "--role=" + role, "--condition=None"));
    }

    private String bindOnAccount(Grant grant) {
        return command("gcloud iam service-accounts add-iam-policy-binding " + email(String.valueOf(grant.on().serviceAccount())),
                Stream.of("--project=" + project, "--member=serviceAccount:" + email(grant.identity()), "--role=" + grant.role(), "--condition=None"));
    }

    private String email(String identity) {
        return identity.equals(AccessSpec.PORTAL) ? portal : spec.identity(identity).account() + "@" + project + ".iam.gserviceaccount.com";
    }

    private static String command(String verb, Stream<String> arguments) {
        return verb + " \\\n  " + arguments.collect(Collectors.joining(" \\\n  "));
    }

    private static String each(Stream<String> commands) {
        return commands.collect(Collectors.joining("\n"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
