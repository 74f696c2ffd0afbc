//! Names of elements and attributes, as small numbers.

macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub(crate) enum $name {
            $($variant,)+
        }

        impl $name {
            /// The name's number; letters in any case.
            pub(crate) fn from_name(name: &[u8]) -> Option<Self> {
                const LONGEST: usize = 24;
                let mut lower = [0; LONGEST];
                let lower = lower.get_mut(..name.len())?;
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower).ok()? {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

names! {
    /// Elements that the reader treats in a way of their own.
    Tag {
        A = "a", Abbr = "abbr", Address = "address", Annotation = "annotation",
        AnnotationXml = "annotation-xml", Area = "area", Article = "article", Aside = "aside",
        Audio = "audio", B = "b", Base = "base", Blockquote = "blockquote", Body = "body", Br = "br",
        Button = "button", Canvas = "canvas", Caption = "caption", Center = "center", Cite = "cite", Code = "code",
        Col = "col", Colgroup = "colgroup", Dd = "dd", Del = "del", Details = "details", Dialog = "dialog",
        Div = "div", Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
        Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer", Form = "form",
        Frameset = "frameset", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head",
        Header = "header", Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img",
        Input = "input", Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li", Link = "link",
        Main = "main", Map = "map", Mark = "mark", Math = "math", Menu = "menu", Meta = "meta", Nav = "nav",
        Noembed = "noembed", Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol",
        Optgroup = "optgroup", Option = "option", Output = "output", P = "p", Param = "param",
        Picture = "picture", Pre = "pre", Q = "q", S = "s", Samp = "samp", Script = "script", Section = "section",
        Select = "select", Small = "small", Source = "source", Span = "span", Strike = "strike",
        Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg",
        Table = "table", Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea",
        Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time", Title = "title", Tr = "tr", Track = "track",
        Tt = "tt", U = "u", Ul = "ul", Var = "var", Video = "video", Wbr = "wbr", Xmp = "xmp",
        Other = "\u{0}other", Text = "\u{0}text",
    }
}

names! {
    /// Attributes that are kept.
    Name {
        AriaHidden = "aria-hidden", Charset = "charset", Class = "class", Content = "content",
        DataTestid = "data-testid", Datetime = "datetime", Hidden = "hidden", Href = "href", HttpEquiv = "http-equiv",
        Id = "id", Itemprop = "itemprop", Itemtype = "itemtype", Lang = "lang", Called = "name",
        Property = "property", Pubdate = "pubdate", Rel = "rel", Role = "role", Style = "style", Title = "title",
        Type = "type",
    }
}

impl Tag {
    /// Elements without content.
    pub(crate) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// Elements whose content is text whatever it looks like, up to their own end tag.
    pub(crate) fn is_raw(self) -> bool {
        use Tag::*;
        matches!(self, Script | Style | Textarea | Title | Iframe | Noembed | Noframes | Xmp)
    }

    /// Elements that begin a new line: what stands before and behind them is another block.
    pub(crate) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Ol
                | Optgroup
                | Option
                | P
                | Pre
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Xmp
        )
    }

    /// Block elements that end an open paragraph.
    pub(crate) fn ends_paragraph(self) -> bool {
        use Tag::*;
        self.is_block()
            && !matches!(
                self,
                Body | Html | Caption | Tbody | Td | Tfoot | Th | Thead | Tr | Option | Optgroup | Legend
            )
    }

    /// Elements that an end tag of something outside does not reach through.
    pub(crate) fn is_scope(self) -> bool {
        use Tag::*;
        matches!(self, Body | Html | Table | Td | Th | Caption | Object | Template | Button)
    }

    /// Elements whose content is not shown as text.
    pub(crate) fn is_unseen(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Head | Script
                | Style
                | Textarea
                | Title
                | Iframe
                | Noembed
                | Noframes
                | Noscript
                | Template
                | Svg
                | Annotation
                | AnnotationXml
                | Canvas
                | Audio
                | Video
                | Object
                | Select
                | Option
                | Optgroup
        )
    }

    /// Headings, by their rank.
    pub(crate) fn heading(self) -> Option<u8> {
        use Tag::*;
        [H1, H2, H3, H4, H5, H6].iter().position(|&tag| tag == self).map(|rank| rank as u8 + 1)
    }
}
