/// How the items at the end of the page look.
extension HTMLStyle {
  static let items = """
    [hidden] { display: none !important; }
    .intro p { max-width: 48rem; margin: .5rem 0; }
    .on-paper { display: none; }
    .bar { background: var(--paper); border-bottom: 1px solid var(--line); padding: .6rem 0; margin: 1rem 0; }
    #filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; font-size: .875rem; }
    #filters > label { display: grid; gap: .15rem; color: var(--soft); }
    #filters fieldset { display: flex; flex-wrap: wrap; gap: 0 1rem; border: 0; margin: 0; padding: 0; }
    #filters legend { color: var(--soft); padding: 0; }
    fieldset label, .print label { display: inline-flex; align-items: center; gap: .4rem; min-height: 2rem; }
    select, input[type=search], button { font: inherit; color: var(--ink); background: var(--paper); min-height: 2rem;
      border: 1px solid var(--edge); border-radius: 6px; padding: .2rem .5rem; max-width: 100%; }
    button { background: var(--panel); cursor: pointer; padding: .2rem .8rem; }
    input[type=checkbox] { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--link); }
    .count { margin: .5rem 0 0; font-weight: 600; display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
    .count button { font-weight: 400; }
    .item { border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1rem 1rem; margin: 0 0 1rem;
      scroll-margin-top: 9rem; content-visibility: auto; contain-intrinsic-size: auto 34rem; }
    .item:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
    .item h3 { margin: .75rem 0 0; font-size: 1rem; }
    .facts { margin: 0 0 .75rem; color: var(--soft); font-size: .875rem; }
    .facts strong { color: var(--ink); }
    .body { display: flex; flex-wrap: wrap; gap: 1rem; }
    .body > img { flex: 0 1 auto; max-width: min(100%, 15rem); height: auto; align-self: flex-start; border-radius: 4px; }
    .tables { flex: 1 1 26rem; min-width: 0; }
    .item table { table-layout: auto; }
    .item th, .item td { padding: .4rem .6rem; min-width: 0; overflow-wrap: anywhere; }
    .item tbody th { width: 8.25rem; min-width: 0; }
    .item td:nth-child(n + 3), .item th:nth-child(n + 3) { text-align: right; width: 5.25rem; }
    .item th:nth-child(n + 3) { overflow-wrap: normal; }
    .pairs { margin-top: 1rem; }
    .item td p { margin: 0 0 .25rem; }
    .item .text { white-space: pre-line; font-size: .95rem; overflow: hidden; unicode-bidi: plaintext; }
    .said { color: var(--soft); overflow: hidden; margin: .25rem 0 0; font-size: .875rem; }
    .said b { font-weight: 600; color: var(--ink); margin-right: .35em; }
    .said q { color: var(--ink); unicode-bidi: isolate; }
    .item [data-disputed] td:last-child { font-weight: 700; }
    @media (min-width: 60rem) and (min-height: 40rem) {
      .bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: end;
        justify-content: space-between; }
      #filters { flex: 1 1 48rem; }
      .count { margin: 0 0 .35rem auto; }
      #to-filters { display: none; }
    }
    @media (max-width: 59.99rem), (max-height: 39.99rem) {
      .bar { display: contents; }
      .count { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line);
        padding: .3rem 0; margin-bottom: 1rem; }
      .item { scroll-margin-top: 4rem; }
    }
    @media screen and (max-width: 40rem) {
      #filters { display: grid; }
      #filters label, button, select, input[type=search] { min-height: 2.75rem; }
      #filters > label > * { width: 100%; }
      .item { padding: 0 .7rem .7rem; }
      .tables { flex-basis: 100%; }
      .item table, .item tbody, .item tr, .item th, .item td { display: block; width: auto; }
      .item thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .item tr { border-top: 1px solid var(--line); padding: .5rem 0; }
      .body > img { max-width: 100%; }
      .item tbody th, .item td { border: 0; padding: .1rem 0; width: auto; }
      .item td:nth-child(n + 3) { display: inline-block; width: auto; text-align: left; margin-right: 1.25rem; }
      .item td:nth-child(n + 3)::before { color: var(--soft); margin-right: .35em; }
      .item table:not(.pairs):not(.net) td:nth-child(3)::before { content: "Mean"; }
      .item table:not(.pairs) td:nth-child(4)::before { content: "Difference"; }
      .item .net td:nth-child(3)::before { content: "Net preference"; }
      .item .pairs td:nth-child(3)::before, .item td:nth-child(5)::before { content: "Spread"; }
    }
    @media print {
      .items:has(#print:checked) { break-before: page; }
      .items:has(#print:not(:checked)) { break-before: avoid; }
      .items:has(#print:not(:checked)) :is(.intro, .bar, #item-list) { display: none; }
      .items:has(#print:not(:checked)) .on-paper { display: block; }
      #filters, .print, #to-filters { display: none; }
      .bar { display: block; position: static; border: 0; margin: 0; padding: 0; }
      .count { position: static; border: 0; }
      .item { content-visibility: visible; break-inside: avoid; padding: .1rem .5rem .5rem; margin-bottom: .6rem; }
      .item h3 { margin-top: .4rem; font-size: 1.05rem; }
      .facts { font-size: .8rem; margin: 0 0 .15rem; }
      .item .text { font-size: .95rem; line-height: 1.3; margin: 0; }
      .item .said { display: inline; font-size: .8rem; margin-right: .6em; overflow: visible; }
      .item tbody th { width: 6.25rem; }
      .item td:nth-child(n + 3), .item th:nth-child(n + 3) { width: 4.25rem; }
      .item th, .item td { padding: .15rem .3rem; }
      .body { flex-wrap: nowrap; gap: .6rem; }
      .body > img { max-width: 2.6cm; max-height: 3.2cm; width: auto; }
      .item a { color: inherit; text-decoration: none; }
    }
    """
}
