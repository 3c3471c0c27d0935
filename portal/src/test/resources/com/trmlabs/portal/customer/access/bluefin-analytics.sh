# Switch on the APIs
gcloud services enable \
  container.googleapis.com \
  compute.googleapis.com \
  iam.googleapis.com \
  iamcredentials.googleapis.com \
  cloudresourcemanager.googleapis.com \
  serviceusage.googleapis.com \
  orgpolicy.googleapis.com \
  logging.googleapis.com \
  monitoring.googleapis.com \
  --project=bluefin-analytics

# Create the service accounts
gcloud iam service-accounts create portal-read \
  --project=bluefin-analytics \
  --display-name='Customer Cloud Portal, read' \
  --description='Preflight, plans, drift checks and status. Changes nothing.'
gcloud iam service-accounts create portal-run \
  --project=bluefin-analytics \
  --display-name='Customer Cloud Portal, run' \
  --description='Carries out approved changes, and only while one runs.'
gcloud iam service-accounts create portal-nodes \
  --project=bluefin-analytics \
  --display-name='Customer Cloud Portal, nodes' \
  --description='What the cluster'\''s nodes run as. The portal never acts as it.'

# Create the two roles and bind them
gcloud iam roles create portalRead \
  --project=bluefin-analytics \
  --stage=GA \
  --title='Customer Cloud Portal, read' \
  --permissions=resourcemanager.projects.get,serviceusage.services.get,serviceusage.services.list,compute.regions.get,compute.projects.get,compute.machineTypes.get,compute.subnetworks.get,compute.subnetworks.list,orgpolicy.policy.get,container.clusters.get,container.clusters.list,container.operations.get,container.operations.list,container.clusters.connect,compute.securityPolicies.get
gcloud projects add-iam-policy-binding bluefin-analytics \
  --member=serviceAccount:portal-read@bluefin-analytics.iam.gserviceaccount.com \
  --role=projects/bluefin-analytics/roles/portalRead \
  --condition=None
gcloud iam roles create portalRun \
  --project=bluefin-analytics \
  --stage=GA \
  --title='Customer Cloud Portal, run' \
  --permissions=container.clusters.create,container.clusters.get,container.clusters.update,container.clusters.delete,container.operations.get,container.operations.list,container.clusters.connect,compute.securityPolicies.create,compute.securityPolicies.get,compute.securityPolicies.update,compute.securityPolicies.delete,compute.globalOperations.get
gcloud projects add-iam-policy-binding bluefin-analytics \
  --member=serviceAccount:portal-run@bluefin-analytics.iam.gserviceaccount.com \
  --role=projects/bluefin-analytics/roles/portalRun \
  --condition=None

# Rights of the nodes
gcloud iam service-accounts add-iam-policy-binding portal-nodes@bluefin-analytics.iam.gserviceaccount.com \
  --project=bluefin-analytics \
  --member=serviceAccount:portal-run@bluefin-analytics.iam.gserviceaccount.com \
  --role=roles/iam.serviceAccountUser \
  --condition=None
gcloud projects add-iam-policy-binding bluefin-analytics \
  --member=serviceAccount:portal-nodes@bluefin-analytics.iam.gserviceaccount.com \
  --role=roles/container.defaultNodeServiceAccount \
  --condition=None

# Let the portal act as the two accounts
gcloud iam service-accounts add-iam-policy-binding portal-read@bluefin-analytics.iam.gserviceaccount.com \
  --project=bluefin-analytics \
  --member=serviceAccount:portal@trm-portal.iam.gserviceaccount.com \
  --role=roles/iam.serviceAccountTokenCreator \
  --condition=None
gcloud iam service-accounts add-iam-policy-binding portal-run@bluefin-analytics.iam.gserviceaccount.com \
  --project=bluefin-analytics \
  --member=serviceAccount:portal@trm-portal.iam.gserviceaccount.com \
  --role=roles/iam.serviceAccountTokenCreator \
  --condition=None
