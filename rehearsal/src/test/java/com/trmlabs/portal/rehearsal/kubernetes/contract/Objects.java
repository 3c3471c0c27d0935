package com.trmlabs.portal.rehearsal.kubernetes.contract;

/** The objects of the cases: what the chart of the API renders, made small enough to run anywhere. */
final class Objects {

    private Objects() {}

    static final String MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: NS}
            data: {a: "1", b: "2"}
            """;

    static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: NS}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: web
                      image: localhost/pause:1
                      env: [{name: A, value: "1"}, {name: B, value: "2"}]
                      resources: {requests: {cpu: 10m, memory: 16Mi}}
            """;

    /** Nothing of it may be in a namespace that enforces "restricted". */
    static final String UNSAFE = """
            apiVersion: v1
            kind: Pod
            metadata: {name: unsafe, namespace: NS}
            spec:
              hostPID: true
              securityContext: {runAsUser: 0, seccompProfile: {type: Unconfined}}
              initContainers: [{name: first, image: "localhost/pause:1"}]
              containers:
                - name: second
                  image: localhost/pause:1
                  ports: [{containerPort: 80, hostPort: 80}]
                  securityContext: {privileged: true, runAsNonRoot: false, capabilities: {add: [SYS_TIME, NET_ADMIN]}}
              volumes: [{name: host, hostPath: {path: /tmp}}]
            """;

    static final String SAFE = """
            apiVersion: v1
            kind: Pod
            metadata: {name: safe, namespace: NS}
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: a
                  image: localhost/pause:1
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            """;

    static final String API_DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: NS
              labels: {app.kubernetes.io/name: api, app.kubernetes.io/managed-by: portal}
            spec:
              selector: {matchLabels: {app.kubernetes.io/name: api}}
              strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
              progressDeadlineSeconds: 300
              revisionHistoryLimit: 5
              template:
                metadata:
                  labels: {app.kubernetes.io/name: api, app.kubernetes.io/managed-by: portal}
                  annotations: {portal.trmlabs.com/settings: abc}
                spec:
                  serviceAccountName: web
                  automountServiceAccountToken: false
                  enableServiceLinks: false
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 10001
                    runAsGroup: 10001
                    fsGroup: 10001
                    seccompProfile: {type: RuntimeDefault}
                  topologySpreadConstraints:
                    - topologyKey: topology.kubernetes.io/zone
                      maxSkew: 1
                      whenUnsatisfiable: ScheduleAnyway
                      labelSelector: {matchLabels: {app.kubernetes.io/name: api}}
                      matchLabelKeys: [pod-template-hash]
                  terminationGracePeriodSeconds: 40
                  initContainers:
                    - name: migrate
                      image: localhost/pause:1
                      args: [migrate]
                      env: [{name: DATABASE_HOST, value: db}, {name: DATABASE_PORT, value: "5432"}]
                      resources: {requests: {cpu: 0.05, memory: 1024Mi}, limits: {memory: 2048Mi}}
                      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                      terminationMessagePolicy: FallbackToLogsOnError
                      volumeMounts: [{name: tmp, mountPath: /tmp}]
                  containers:
                    - name: api
                      image: registry.example.com/api@sha256:1111111111111111111111111111111111111111111111111111111111111111
                      args: [serve]
                      ports: [{name: https, containerPort: 8443}, {name: metrics, containerPort: 9090}]
                      env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                      resources: {requests: {cpu: 1000m, memory: 16Mi}, limits: {cpu: "1", memory: 0.5Gi}}
                      startupProbe: {httpGet: {path: /healthz, port: https, scheme: HTTPS}, periodSeconds: 1, failureThreshold: 60}
                      readinessProbe: {httpGet: {path: /readyz, port: https, scheme: HTTPS}, periodSeconds: 5, timeoutSeconds: 4}
                      livenessProbe: {tcpSocket: {port: 8443}}
                      lifecycle: {preStop: {sleep: {seconds: 15}}}
                      volumeMounts: [{name: settings, mountPath: /etc/api, readOnly: true}, {name: tmp, mountPath: /tmp}]
                  volumes:
                    - {name: settings, configMap: {name: web}}
                    - {name: database, secret: {secretName: db, defaultMode: 288, items: [{key: username, path: username}]}}
                    - {name: tmp, emptyDir: {medium: Memory, sizeLimit: 16Mi}}
            """;

    static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: NS, annotations: {networking.gke.io/load-balancer-type: Internal}}
            spec:
              type: LoadBalancer
              externalTrafficPolicy: Cluster
              loadBalancerSourceRanges: [10.0.0.0/8]
              selector: {app: web}
              ports: [{name: https, port: 443, targetPort: https, appProtocol: https}]
            """;

    static final String INTERNAL_SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web-internal, namespace: NS}
            spec:
              selector: {app: web}
              ports: [{name: https, port: 443}]
            """;

    static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: NS}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 3
              maxReplicas: 5
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
              behavior: {scaleDown: {stabilizationWindowSeconds: 300, policies: [{type: Pods, value: 1, periodSeconds: 60}]}}
            """;

    static final String BUDGET = """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: NS}
            spec: {maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {matchLabels: {app: web}}}
            """;

    static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: NS}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{ports: [{port: https}], from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
              egress: [{ports: [{protocol: UDP, port: 53}, {port: 53}]}]
            """;

    static final String INGRESS = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: NS}
            spec:
              rules:
                - host: api.example.com
                  http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: https}}}}]}
            """;

    static final String ACCOUNT = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: NS}
            automountServiceAccountToken: false
            """;

    static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: db, namespace: NS}
            stringData: {username: api}
            """;

    static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once, namespace: NS}
            spec:
              template:
                metadata: {labels: {app: once}}
                spec:
                  restartPolicy: Never
                  containers: [{name: once, image: localhost/pause:1}]
            """;

    static final String CRON_JOB = """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly, namespace: NS}
            spec:
              schedule: "17 3 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata: {labels: {app: nightly}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: nightly, image: localhost/pause:1}]
            """;

    static final String CLAIM = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: NS}
            spec: {accessModes: [ReadWriteOncePod], storageClassName: nobody-serves-it, resources: {requests: {storage: 1024Mi}}}
            """;

    static final String ENDPOINTS = """
            apiVersion: v1
            kind: Endpoints
            metadata: {name: db, namespace: NS, annotations: {leader: db-0}}
            subsets: [{addresses: [{ip: 10.1.2.3, hostname: db-0}], ports: [{name: postgresql, port: 5432}]}]
            """;

    /** As the database's chart renders it. */
    static final String DATABASE = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, namespace: NS, labels: {app.kubernetes.io/name: postgres, app.kubernetes.io/managed-by: portal}}
            spec:
              replicas: 3
              serviceName: db-pods
              podManagementPolicy: Parallel
              updateStrategy: {type: OnDelete}
              revisionHistoryLimit: 5
              persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
              selector: {matchLabels: {application: patroni, cluster-name: db}}
              template:
                metadata: {labels: {application: patroni, cluster-name: db}}
                spec:
                  serviceAccountName: db
                  automountServiceAccountToken: false
                  enableServiceLinks: false
                  affinity:
                    podAntiAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {application: patroni, cluster-name: db}}}
                  terminationGracePeriodSeconds: 300
                  containers:
                    - name: postgres
                      image: registry.example.com/postgres@sha256:1111111111111111111111111111111111111111111111111111111111111111
                      args: [serve]
                      ports: [{name: postgresql, containerPort: 5432}, {name: patroni, containerPort: 8008}]
                      env: [{name: PATRONI_KUBERNETES_POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                      resources: {requests: {cpu: "1", memory: 512Mi}, limits: {cpu: "1", memory: 512Mi}}
                      readinessProbe: {httpGet: {path: "/readiness?lag=16MB", port: patroni, scheme: HTTPS}, periodSeconds: 3}
                      lifecycle: {preStop: {exec: {command: [member, leave]}}}
                      volumeMounts: [{name: data, mountPath: /data/pg}, {name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}]
                  volumes:
                    - name: token
                      projected:
                        defaultMode: 288
                        sources:
                          - serviceAccountToken: {path: token, expirationSeconds: 3607}
                          - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
                          - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
              volumeClaimTemplates:
                - apiVersion: v1
                  kind: PersistentVolumeClaim
                  metadata: {name: data, labels: {app.kubernetes.io/name: postgres}}
                  spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 2048Mi}}}
            """;

    /** Small enough to run anywhere. */
    static final String SET = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: web, namespace: NS, annotations: {an: annotation}}
            spec:
              replicas: 2
              serviceName: web-pods
              podManagementPolicy: Parallel
              updateStrategy: {type: OnDelete}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}, annotations: {of: template}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: web
                      image: localhost/pause:1
                      env: [{name: A, value: "1"}, {name: B, value: "2"}]
                      resources: {requests: {cpu: 10m, memory: 16Mi}}
            """;

    /** {@link #SET} with a volume for each pod. */
    static final String SET_WITH_VOLUMES = SET + """
              volumeClaimTemplates:
                - metadata: {name: data, labels: {tier: disk}}
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}
            """;
}
