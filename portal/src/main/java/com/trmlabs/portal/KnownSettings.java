package com.trmlabs.portal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Remembers the settings that are read, to refuse others under {@code portal}: misspelt, they would count for nothing without a word. */
class KnownSettings implements BindHandler {

    /** What Kubernetes puts into a pod's environment about services, one of which may be named like our settings. */
    private static final Pattern ABOUT_A_SERVICE = Pattern.compile(".*_SERVICE_(HOST|PORT.*)|.*_PORT(_\\d+_.*)?");

    private final Set<String> groups = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> collections = new HashSet<>();

    @Override
    public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
        Class<?> type = target.getType().toClass();
        if (Map.class.isAssignableFrom(type) || Collection.class.isAssignableFrom(type)) {
            collections.add(plain(name.toString()));
        } else if (type.isRecord() && name.getNumberOfElements() > 1) {
            groups.add(plain(name.toString()));
        }
        names.add(plain(name.toString()));
        return target;
    }

    void refuseOthers(Iterable<PropertySource<?>> sources) {
        for (PropertySource<?> source : sources) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                boolean environment = source instanceof SystemEnvironmentPropertySource;
                for (String name : listed.getPropertyNames()) {
                    if (environment ? isMeantForUs(name) : name.startsWith("portal.")) {
                        refuseUnlessKnown(name);
                    }
                }
            }
        }
    }

    /** Others have variables that begin with our name, too. */
    private boolean isMeantForUs(String variable) {
        return variable.startsWith("PORTAL_") && groups.stream().anyMatch(plain(variable)::startsWith) && !ABOUT_A_SERVICE.matcher(variable).matches();
    }

    private void refuseUnlessKnown(String name) {
        var plain = plain(name);
        if (!names.contains(plain) && collections.stream().noneMatch(plain::startsWith)) {
            throw new SettingRefused(name, "is not known; misspelt, it would count for nothing");
        }
    }

    /** One word for all ways to write a name. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
