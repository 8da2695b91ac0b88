/**
 * The look of a report. Colours are told apart by people who see few of them, on white and on black alike; each
 * series also has its own shape or dash.
 */
export const STYLE: string = `
:root{--paper:#fff;--ink:#16202a;--soft:#566573;--rule:#d8dee5;--panel:#f5f7f9;--good:#0b6e3f;--bad:#b3261e;
--s0:#0067b1;--s1:#b85c00;--s2:#00795a;--s3:#a3338b;--s4:#6a5f00;--s5:#c0273d;--s6:#3f56c9;--s7:#59636e}
@media (prefers-color-scheme:dark){:root{--paper:#10151a;--ink:#e6ebf0;--soft:#a0adb9;--rule:#313c47;--panel:#182027;
--good:#5fd49a;--bad:#ff8b80;--s0:#66b8ff;--s1:#ffb057;--s2:#45d6a8;--s3:#f0a0df;--s4:#d9cf5c;--s5:#ff8d9d;
--s6:#a3b3ff;--s7:#b4bfca}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1180px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 4px}h2{font-size:1.15rem;margin:36px 0 10px}
h3{font-size:.98rem;margin:0}p{margin:0 0 8px}
.lead,.caption,.unit,footer{color:var(--soft)}.caption,.unit{font-size:.84rem;margin:2px 0}
code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:18px}
figure{margin:0;padding:14px 14px 10px;background:var(--panel);border:1px solid var(--rule);border-radius:8px;
min-width:0}
figure svg{display:block;width:100%;height:auto}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:6px 0 0;padding:0;font-size:.84rem}
.legend svg{display:inline-block;width:18px;height:12px;margin-right:6px;vertical-align:-1px;overflow:visible}
.legend li{color:var(--ink)}
svg text{fill:var(--soft);font-size:12px}.end{text-anchor:end}.mid{text-anchor:middle}
.grid{stroke:var(--rule);fill:none}.zero,.axis,.tick{stroke:var(--soft);fill:none}
.line{fill:none;stroke:var(--c);stroke-width:1.6;stroke-linejoin:round}
.band{fill:var(--c);fill-opacity:.18;stroke:none}.edge{fill:none;stroke:var(--c);stroke-opacity:.65;stroke-width:.8}
.dot{fill:var(--c);stroke:var(--panel);stroke-width:.7}.bar{fill:var(--c)}
.strip{fill:var(--ink);fill-opacity:0}.strip:hover{fill-opacity:.1}
.s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}
.s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--c:var(--s7)}
.wide{overflow-x:auto;border:1px solid var(--rule);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{padding:6px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
tr:last-child>*{border-bottom:0}thead th{background:var(--panel);white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.nowrap{white-space:nowrap}.facts th{font-weight:400;color:var(--soft);white-space:nowrap;width:1%}
.good{color:var(--good);font-weight:600;white-space:nowrap}.bad{color:var(--bad);font-weight:600;white-space:nowrap}
.meter{display:block;height:.8em;min-width:1px;margin-top:.35em;border-radius:2px}.facts td:last-child{width:60%}
.gain{background:var(--s0)}.loss{background:var(--s1)}
ul.plain{padding-left:20px;margin:0}
@media (max-width:640px){main{padding:16px 12px 32px}svg text{font-size:15px}
figure{padding:10px 8px}th,td{padding:5px 8px}.facts th{white-space:normal;width:40%}}
`.trim();
