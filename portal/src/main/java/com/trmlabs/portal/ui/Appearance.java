package com.trmlabs.portal.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinService;
import jakarta.servlet.http.Cookie;
import java.util.Arrays;
import java.util.Optional;

/** Light, dark, or as the system says; the choice is kept in a cookie, so that the first paint is right. */
enum Appearance {
    SYSTEM("As the system", ColorScheme.Value.SYSTEM),
    LIGHT("Light", ColorScheme.Value.LIGHT),
    DARK("Dark", ColorScheme.Value.DARK);

    private static final String COOKIE = "appearance";
    private static final int YEAR = 365 * 24 * 3600;

    private final String word;
    private final ColorScheme.Value scheme;

    Appearance(String word, ColorScheme.Value scheme) {
        this.word = word;
        this.scheme = scheme;
    }

    String word() {
        return word;
    }

    ColorScheme.Value scheme() {
        return scheme;
    }

    static Appearance of(VaadinRequest request) {
        Cookie[] cookies = Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]);
        return Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .flatMap(cookie -> Arrays.stream(values()).filter(value -> value.name().equals(cookie.getValue())))
                .findFirst()
                .orElse(SYSTEM);
    }

    void choose(UI ui) {
        ui.getPage().setColorScheme(scheme);
        ui.getPage().executeJs("document.cookie = $0 + '=' + $1 + ';path=/;max-age=' + $2 + ';samesite=lax'", COOKIE, name(), YEAR);
    }

    static Appearance current() {
        return of(VaadinService.getCurrentRequest());
    }
}
