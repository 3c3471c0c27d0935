package com.trmlabs.portal.system;

import com.trmlabs.portal.customer.CloudIdentity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of the roles that customers are asked to grant to the two identities, each with what its comment says is lost without it. */
final class Rules {

    private static final Pattern ROLE = Pattern.compile("portal-(read|run)(-database)?");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final List<String> SEEN = List.of("no plan", "no log", "no events", "health of a database");
    private static final Pattern COMMENT = Pattern.compile("(?s)([a-z-]+): .*?Without it: (.*)");

    private Rules() {}

    /**
     * @param name from the comment, {@code deployments}
     * @param loss as the comment says it, {@code "Apply Deployment".}
     * @param rest the role without the rule
     */
    record Rule(CloudIdentity identity, String name, String loss, ClusterRole rest) {

        String account() {
            return World.the().namespace + "-" + role().replace("portal-", "") + "-without-" + name;
        }

        String role() {
            return rest.getMetadata().getName();
        }

        /** The words of the comment that stand for something these suites can see being lost. */
        Set<String> named() {
            Set<String> named = SEEN.stream().filter(loss::contains).collect(Collectors.toCollection(TreeSet::new));
            QUOTED.matcher(loss).results().forEach(quoted -> named.add(quoted.group(1)));
            return named;
        }

        @Override
        public String toString() {
            return role() + " without " + name;
        }
    }

    static List<Rule> read(Path file) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (String document : Files.readString(file).split("(?m)^---$")) {
            ClusterRole role = Serialization.unmarshal(document, ClusterRole.class);
            Matcher name = ROLE.matcher(role.getMetadata().getName());
            if (!name.matches()) {
                continue; // of those who work inside the cluster
            }
            CloudIdentity identity = CloudIdentity.valueOf(name.group(1).toUpperCase());
            List<Matcher> comments = comments(document);
            for (int i = 0; i < role.getRules().size(); i++) {
                rules.add(new Rule(identity, comments.get(i).group(1), comments.get(i).group(2), without(role, i)));
            }
        }
        return rules;
    }

    private static List<Matcher> comments(String document) {
        List<Matcher> comments = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : document.substring(document.indexOf("\nrules:")).lines().toList()) {
            if (line.startsWith("  # ")) {
                comment.append(line.substring(4)).append(' ');
            } else if (line.startsWith("  - apiGroups:")) {
                Matcher matcher = COMMENT.matcher(comment.toString().strip());
                if (!matcher.matches()) {
                    throw new IllegalStateException("A rule has no comment that names it and says what is lost without it, but: " + comment);
                }
                comments.add(matcher);
                comment.setLength(0);
            }
        }
        return comments;
    }

    private static ClusterRole without(ClusterRole role, int position) {
        List<PolicyRule> rest = new ArrayList<>(role.getRules());
        rest.remove(position);
        return new ClusterRoleBuilder(role).withRules(rest).build();
    }

    /** As the customer's admin: an account with the rest of the role, and with the role of its identity that this one adds to. */
    static void grant(Rule rule) {
        KubernetesClient admin = World.the().admin;
        admin.resource(new ClusterRoleBuilder(rule.rest()).withNewMetadata().withName(rule.account()).endMetadata().build()).create();
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName(rule.account()).withNamespace(home()).endMetadata().build()).create();
        bind(rule, rule.account(), rule.account());
        if (rule.role().endsWith("-database")) {
            bind(rule, rule.account() + "-beside", rule.role().replace("-database", ""));
        }
    }

    private static void bind(Rule rule, String name, String role) {
        World.the().admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(name).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("", "ServiceAccount", rule.account(), home()).build()).create();
    }

    static void revoke(Rule rule) {
        KubernetesClient admin = World.the().admin;
        admin.rbac().clusterRoleBindings().withName(rule.account()).delete();
        admin.rbac().clusterRoleBindings().withName(rule.account() + "-beside").delete();
        admin.rbac().clusterRoles().withName(rule.account()).delete();
    }

    static String token(Rule rule) {
        return World.the().admin.serviceAccounts().inNamespace(home()).withName(rule.account())
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec().build()).getStatus().getToken();
    }

    /** The namespace of the customer's database: it goes away with it. */
    private static String home() {
        return World.the().namespace + "-db";
    }
}
