package com.trmlabs.portal.ui;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Grants;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.Shortcuts;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.badge.Badge;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.orderedlayout.Scroller;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import com.vaadin.flow.server.menu.MenuConfiguration;
import com.vaadin.flow.server.menu.MenuEntry;
import com.vaadin.flow.spring.security.AuthenticationContext;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;

/** The frame of every page: navigation with what the person may open, Go to, zone, appearance, sign-out, banners. */
@Layout
@AnonymousAllowed
class PortalLayout extends AppLayout implements AfterNavigationObserver {

    private final Main main = new Main();
    private final Div banners = new Div();
    private final SideNav nav = new SideNav("Pages");
    private final CurrentActor current;
    private final Clock clock;
    private final AuthenticationContext authentication;
    private final ObjectProvider<Banner> lines;
    private final ObjectProvider<NavCount> counts;
    private final List<Destinations> destinations;

    PortalLayout(CurrentActor current, AuthenticationContext authentication, ObjectProvider<Banner> lines, ObjectProvider<NavCount> counts,
            ObjectProvider<Destinations> destinations, Clock clock) {
        this.current = current;
        this.clock = clock;
        this.authentication = authentication;
        this.lines = lines;
        this.counts = counts;
        this.destinations = destinations.orderedStream().toList();
        addClassName("portal");
        main.setId("content");
        main.getElement().setAttribute("tabindex", "-1");
        banners.addClassName("banners");
        DrawerToggle toggle = new DrawerToggle();
        toggle.setAriaLabel("Navigation");
        Header header = new Header(skipLink(), toggle, name(), goToButton(), personal());
        addToNavbar(header);
        nav.setLabel(null);
        nav.getElement().setAttribute("aria-label", "Pages");
        addToDrawer(new Scroller(nav));
        Shortcuts.addShortcutListener(this, this::goTo, Key.KEY_K, KeyModifier.CONTROL);
    }

    @Override
    public void showRouterLayoutContent(HasElement content) {
        main.removeAll();
        main.add(banners);
        main.getElement().appendChild(content.getElement());
        setContent(main);
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        banners.removeAll();
        lines.orderedStream().forEach(banner -> banner.line().ifPresent(banners::add));
        nav.removeAll();
        MenuConfiguration.getMenuEntries().stream().map(this::item).forEach(nav::addItem);
    }

    private SideNavItem item(MenuEntry entry) {
        SideNavItem item = new SideNavItem(entry.title(), entry.path(), new Icon(entry.icon()));
        item.setMatchNested(!entry.path().isBlank() && !entry.path().equals("/"));
        counts.orderedStream()
                .filter(count -> ("/" + count.path()).equals("/" + entry.path().replaceFirst("^/", "")))
                .findFirst()
                .ifPresent(count -> badge(item, count));
        return item;
    }

    private static void badge(SideNavItem item, NavCount counted) {
        int count = counted.count();
        if (count > 0) {
            Badge badge = new Badge(String.valueOf(count));
            badge.setRole("img");
            badge.getElement().setAttribute("aria-label", counted.words(count));
            item.setSuffixComponent(badge);
        }
    }

    private static Anchor skipLink() {
        Anchor skip = new Anchor("#content", "Skip to content");
        skip.addClassName("skip-link");
        skip.setRouterIgnore(true);
        return skip;
    }

    private static Anchor name() {
        Anchor name = new Anchor("", "Customer Cloud Portal");
        name.addClassName("product");
        return name;
    }

    private Button goToButton() {
        Span keys = new Span("Ctrl+K");
        keys.addClassName("keys");
        Button button = new Button("Go to", click -> goTo());
        button.setIcon(VaadinIcon.SEARCH.create());
        button.setSuffixComponent(keys);
        button.addThemeVariants(ButtonVariant.TERTIARY);
        button.addClassName("go-to-button");
        button.setAriaLabel("Go to, Ctrl+K");
        return button;
    }

    private void goTo() {
        List<Destinations.Destination> pages = MenuConfiguration.getMenuEntries().stream()
                .map(entry -> new Destinations.Destination("Page", entry.title(), entry.path()))
                .toList();
        new GoTo(pages, destinations).open();
    }

    private MenuBar personal() {
        MenuBar bar = new MenuBar();
        bar.addClassName("personal");
        bar.addThemeVariants(MenuBarVariant.TERTIARY);
        bar.getElement().setAttribute("aria-label", "You");
        MenuItem person = bar.addItem(VaadinIcon.USER.create());
        Span label = new Span(current.actor().name());
        label.addClassName("person");
        person.add(label);
        person.setAriaLabel(current.actor().name() + ", " + roles(current.grants()));
        SubMenu menu = person.getSubMenu();
        menu.addItem(current.actor().name() + ", " + roles(current.grants())).setEnabled(false);
        zones(menu.addItem("Times in " + zoneName()).getSubMenu());
        appearances(menu.addItem("Appearance").getSubMenu());
        menu.addSeparator();
        menu.addItem("Sign out", click -> authentication.logout());
        return bar;
    }

    private String zoneName() {
        return Times.zone().getId() + " " + Times.zone().getRules().getOffset(clock.instant()).getId().replace("Z", "+00:00");
    }

    private static void zones(SubMenu menu) {
        Set<ZoneId> zones = new LinkedHashSet<>(List.of(Times.zone(), ZoneOffset.UTC));
        String browser = UI.getCurrent().getPage().getExtendedClientDetails().getTimeZoneId();
        if (browser != null) {
            zones.add(ZoneId.of(browser));
        }
        zones.forEach(zone -> {
            MenuItem item = menu.addItem(zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(), click -> {
                Times.choose(zone);
                UI.getCurrent().getPage().reload();
            });
            item.setCheckable(true);
            item.setChecked(zone.equals(Times.zone()));
        });
    }

    private static void appearances(SubMenu menu) {
        Appearance present = Appearance.current();
        for (Appearance appearance : Appearance.values()) {
            MenuItem item = menu.addItem(appearance.word(), click -> {
                menu.getItems().forEach(other -> other.setChecked(other == click.getSource()));
                appearance.choose(UI.getCurrent());
            });
            item.setCheckable(true);
            item.setChecked(appearance == present);
        }
    }

    private static String roles(Grants grants) {
        return grants.grants().stream()
                .map(grant -> grant.role().name().toLowerCase(Locale.ROOT) + grant.customer().map(only -> " at " + only).orElse(""))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
