package com.trmlabs.portal.rehearsal.identity;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** All accounts. They begin as {@code people.yaml} says; what the director changes is kept. */
public final class People {

    private static final String FILE = "people.json";

    private final Folder folder;
    private final Clock clock;
    private final Map<String, Person> byLogin = new LinkedHashMap<>();

    public People(Folder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        folder.read(FILE, new TypeReference<List<Person>>() {})
                .orElseGet(People::shipped)
                .forEach(person -> byLogin.put(person.login(), person));
    }

    public synchronized List<Person> all() {
        return List.copyOf(byLogin.values());
    }

    /** Ends what the person has open, too. */
    public Person disable(String login) {
        return change(login, person -> person.disabled(clock.instant()));
    }

    public Person enable(String login) {
        return change(login, Person::enabledAgain);
    }

    public Person putInto(String login, List<String> groups) {
        return change(login, person -> person.in(groups));
    }

    synchronized Optional<Person> byLogin(String login) {
        return Optional.ofNullable(byLogin.get(login));
    }

    synchronized Person bySubject(String subject) {
        return byLogin.values().stream()
                .filter(person -> person.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No account has the subject " + subject));
    }

    private synchronized Person change(String login, UnaryOperator<Person> edit) {
        var person = byLogin(login)
                .orElseThrow(() -> new NoSuchElementException("Nobody signs in as " + login + "; known: " + byLogin.keySet()));
        var changed = edit.apply(person);
        byLogin.put(login, changed);
        folder.write(FILE, List.copyOf(byLogin.values()));
        return changed;
    }

    private static List<Person> shipped() {
        try (var yaml = new ClassPathResource("rehearsal/people.yaml").getInputStream()) {
            return YAMLMapper.shared().readValue(yaml, new TypeReference<List<Person>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read people.yaml", e);
        }
    }
}
