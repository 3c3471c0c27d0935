# What the Customer Cloud Portal may do in bluefin-analytics. No key is made, nothing here is secret.
terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 5.0"
    }
  }
}

locals {
  project = "bluefin-analytics"
  portal  = "serviceAccount:portal@trm-portal.iam.gserviceaccount.com"
}

resource "google_project_service" "portal" {
  for_each = toset([
    # The cluster is a GKE cluster.
    "container.googleapis.com",
    # Nodes, subnets, quotas, machine types and the Cloud Armor policy live there.
    "compute.googleapis.com",
    # The service accounts and custom roles below are made there.
    "iam.googleapis.com",
    # Short-lived tokens of the two identities are made there; there are no keys.
    "iamcredentials.googleapis.com",
    # Preflight asks it which permissions are missing.
    "cloudresourcemanager.googleapis.com",
    # Preflight asks it which of these APIs are off.
    "serviceusage.googleapis.com",
    # Preflight asks it for organisation policies that would block the cluster.
    "orgpolicy.googleapis.com",
    # Nodes write their logs there.
    "logging.googleapis.com",
    # Nodes and services write their metrics there.
    "monitoring.googleapis.com",
  ])
  project            = local.project
  service            = each.value
  disable_on_destroy = false
}

resource "google_service_account" "read" {
  project      = local.project
  account_id   = "portal-read"
  display_name = "Customer Cloud Portal, read"
  description  = "Preflight, plans, drift checks and status. Changes nothing."
  depends_on   = [google_project_service.portal]
}

resource "google_service_account" "run" {
  project      = local.project
  account_id   = "portal-run"
  display_name = "Customer Cloud Portal, run"
  description  = "Carries out approved changes, and only while one runs."
  depends_on   = [google_project_service.portal]
}

resource "google_service_account" "nodes" {
  project      = local.project
  account_id   = "portal-nodes"
  display_name = "Customer Cloud Portal, nodes"
  description  = "What the cluster's nodes run as. The portal never acts as it."
  depends_on   = [google_project_service.portal]
}

resource "google_project_iam_custom_role" "read" {
  project = local.project
  role_id = "portalRead"
  title   = "Customer Cloud Portal, read"
  permissions = [
    # Confirms that the project exists and is active.
    "resourcemanager.projects.get",
    # Finds required APIs that are off.
    "serviceusage.services.get",
    # Asks about all required APIs in one call.
    "serviceusage.services.list",
    # Compares the region's quotas with what the plan needs.
    "compute.regions.get",
    # Compares the project's own quota for the CPUs of all regions with what the plan needs.
    "compute.projects.get",
    # Checks that every zone offers the chosen machine type.
    "compute.machineTypes.get",
    # Checks the chosen subnet and its secondary ranges.
    "compute.subnetworks.get",
    # Offers the region's subnets and finds ranges that overlap.
    "compute.subnetworks.list",
    # Finds organisation policies that would block the cluster or a load balancer.
    "orgpolicy.policy.get",
    # Shows and verifies the cluster and its node pools.
    "container.clusters.get",
    # Finds clusters of the project, and the versions on offer.
    "container.clusters.list",
    # Shows the progress of a running operation.
    "container.operations.get",
    # Finds a running operation again after an interruption.
    "container.operations.list",
    # Reaches the API server through the cluster's DNS endpoint; what is seen there is ruled by the ClusterRole portal-read.
    "container.clusters.connect",
    # Compares the allow-list for external clients with what is live.
    "compute.securityPolicies.get",
  ]
  depends_on = [google_project_service.portal]
}

resource "google_project_iam_member" "read" {
  project = local.project
  role    = google_project_iam_custom_role.read.name
  member  = google_service_account.read.member
}

resource "google_project_iam_custom_role" "run" {
  project = local.project
  role_id = "portalRun"
  title   = "Customer Cloud Portal, run"
  permissions = [
    # Creates the cluster with its first node pool.
    "container.clusters.create",
    # Finds the cluster that an interrupted run has already created.
    "container.clusters.get",
    # Creates, resizes and replaces node pools.
    "container.clusters.update",
    # Way back: removes a cluster whose creation did not end well.
    "container.clusters.delete",
    # Follows the operation that it has started.
    "container.operations.get",
    # Finds an operation that an interrupted run has already started.
    "container.operations.list",
    # Reaches the API server through the cluster's DNS endpoint; what may be done there is ruled by the ClusterRole portal-run.
    "container.clusters.connect",
    # Creates the Cloud Armor policy of a service with external clients.
    "compute.securityPolicies.create",
    # Reads the policy's rules before it changes them.
    "compute.securityPolicies.get",
    # Brings the policy's rules in line with the approved allow-list.
    "compute.securityPolicies.update",
    # Way back, and end of external access: takes the policy away.
    "compute.securityPolicies.delete",
    # Waits until a change of the policy has taken effect.
    "compute.globalOperations.get",
  ]
  depends_on = [google_project_service.portal]
}

resource "google_project_iam_member" "run" {
  project = local.project
  role    = google_project_iam_custom_role.run.name
  member  = google_service_account.run.member
}

# Google asks for it from whoever creates nodes that run as this account.
resource "google_service_account_iam_member" "run_as_nodes" {
  service_account_id = google_service_account.nodes.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.run.member
}

# Nodes write logs and metrics; nothing else.
resource "google_project_iam_member" "nodes_container_defaultNodeServiceAccount" {
  project = local.project
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}

# Lets the portal's own service account act as portal-read, with tokens that live one hour at most.
resource "google_service_account_iam_member" "portal_as_read" {
  service_account_id = google_service_account.read.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.portal
}

# Lets the portal's own service account act as portal-run, with tokens that live one hour at most.
resource "google_service_account_iam_member" "portal_as_run" {
  service_account_id = google_service_account.run.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.portal
}
