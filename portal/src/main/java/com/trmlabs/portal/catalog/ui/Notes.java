package com.trmlabs.portal.catalog.ui;

import com.vaadin.flow.component.Html;
import com.vaadin.flow.component.html.Div;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Release notes in Markdown. HTML in them is shown, never run; an image becomes a link, so that reading notes calls nobody; links
 * go to the web and mail only.
 */
final class Notes extends Div {

    private static final Parser PARSER = Parser.builder().build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().escapeHtml(true)
            .sanitizeUrls(true).urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto"))).build();
    private static final int BELOW_THE_CARD = 2;

    Notes(String markdown) {
        addClassName("release-notes");
        add(new Html("<div>" + html(markdown) + "</div>"));
    }

    static String html(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new Taming());
        return RENDERER.render(document);
    }

    private static final class Taming extends AbstractVisitor {

        @Override
        public void visit(Image image) {
            Link link = new Link(image.getDestination(), image.getTitle());
            while (image.getFirstChild() != null) {
                link.appendChild(image.getFirstChild());
            }
            image.insertAfter(link);
            image.unlink();
            visitChildren(link);
        }

        @Override
        public void visit(Heading heading) {
            heading.setLevel(Math.min(6, heading.getLevel() + BELOW_THE_CARD));
            visitChildren(heading);
        }
    }
}
