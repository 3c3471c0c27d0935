package com.trmlabs.portal.customer.access;

import com.trmlabs.portal.customer.access.AccessSpec.Grant;
import com.trmlabs.portal.customer.access.AccessSpec.Identity;
import com.trmlabs.portal.customer.access.AccessSpec.Role;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One file for the customer's own Terraform, formatted as {@code terraform fmt} does. Resources are named as in the specification. */
record TerraformFile(AccessSpec spec, ProjectId project, String portal) {

    String text() {
        return Stream.of(Stream.of(head(), services()), spec.identities().stream().map(this::account),
                spec.roles().stream().flatMap(role -> Stream.of(customRole(role), roleMember(role))),
                spec.grants().stream().map(this::grant)).flatMap(part -> part).collect(Collectors.joining("\n"));
    }

    private String head() {
        return """
                # What the Customer Cloud Portal may do in %1$s. No key is made, nothing here is secret.
                terraform {
                  required_providers {
                    google = {
                      source  = "hashicorp/google"
                      version = ">= 5.0"
                    }
                  }
                }

                locals {
                  project = "%1$s"
                  portal  = "serviceAccount:%2$s"
                }
                """.formatted(project, portal);
    }

    private String services() {
        return """
                resource "google_project_service" "portal" {
                  for_each = toset([
                %s
                  ])
                  project            = local.project
                  service            = each.value
                  disable_on_destroy = false
                }
                """.formatted(spec.apis().stream().map(api -> "    # " + api.reason() + "\n    " + string(api.api()) + ",")
                .collect(Collectors.joining("\n")));
    }

    private String account(Identity identity) {
        return """
                resource "google_service_account" "%s" {
                  project      = local.project
                  account_id   = %s
                  display_name = %s
                  description  = %s
                  depends_on   = [google_project_service.portal]
                }
                """.formatted(identity.id(), string(identity.account()), string(identity.title()), string(identity.description()));
    }

    private String customRole(Role role) {
        return """
                resource "google_project_iam_custom_role" "%s" {
                  project = local.project
                  role_id = %s
                  title   = %s
                  permissions = [
                %s
                  ]
                  depends_on = [google_project_service.portal]
                }
                """.formatted(role.identity(), string(role.role()), string(role.title()), spec.permissionsOf(role.identity()).stream()
                .map(permission -> "    # " + permission.reason() + "\n    " + string(permission.permission()) + ",")
                .collect(Collectors.joining("\n")));
    }

    private String roleMember(Role role) {
        return """
                resource "google_project_iam_member" "%1$s" {
                  project = local.project
                  role    = google_project_iam_custom_role.%1$s.name
                  member  = google_service_account.%1$s.member
                }
                """.formatted(role.identity());
    }

    private String grant(Grant grant) {
        String member = grant.ofPortal() ? "local.portal" : "google_service_account." + grant.identity() + ".member";
        if (grant.on().isProject()) {
            return """
                    # %s
                    resource "google_project_iam_member" "%s_%s" {
                      project = local.project
                      role    = %s
                      member  = %s
                    }
                    """.formatted(grant.reason(), grant.identity(), label(grant.role()), string(grant.role()), member);
        }
        return """
                # %s
                resource "google_service_account_iam_member" "%s_as_%s" {
                  service_account_id = google_service_account.%3$s.name
                  role               = %s
                  member             = %s
                }
                """.formatted(grant.reason(), grant.identity(), grant.on().serviceAccount(), string(grant.role()), member);
    }

    private static String label(String role) {
        return role.substring(role.lastIndexOf('/') + 1).replace('.', '_');
    }

    /** A quoted string of HCL: backslash and quote escaped, no interpolation. */
    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${").replace("%{", "%%{") + '"';
    }
}
