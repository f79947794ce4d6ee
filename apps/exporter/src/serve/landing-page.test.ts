import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { landingPage, landingPagePolicy } from './landing-page.ts';

const content = { version: '1.2.3', telemetryPath: '/metrics', collectors: ['process', 'runtime'] };

describe('landingPage', () => {
  it('shows the version, the endpoints as links and the collectors', () => {
    const page = landingPage(content);
    expect(page).toContain('<title>Telltale exporter</title>');
    expect(page).toContain('<p>Version 1.2.3</p>');
    expect(
      [...page.matchAll(/<a href="([^"]*)">([^<]*)</g)].map(([, href, text]) => [href, text]),
    ).toEqual([
      ['./metrics', '/metrics'],
      ['./-/healthy', '/-/healthy'],
      ['./-/ready', '/-/ready'],
    ]);
    expect([...page.matchAll(/<li>(.*)<\/li>/g)].map(([, name]) => name)).toEqual([
      'process',
      'runtime',
    ]);
  });

  it('escapes what it did not write itself', () => {
    const page = landingPage({
      version: '<b>1</b>',
      telemetryPath: "/\"onclick='x'&",
      collectors: ['<script>alert("1")</script>'],
    });
    expect(page).toContain('<p>Version &#60;b&#62;1&#60;/b&#62;</p>');
    expect(page).toContain(
      '<a href="./&#34;onclick=&#39;x&#39;&#38;">/&#34;onclick=&#39;x&#39;&#38;</a>',
    );
    expect(page).toContain('<li>&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</li>');
    expect(page).not.toContain('<script');
  });

  it('asks for nothing from elsewhere and runs nothing', () => {
    const page = landingPage(content);
    expect(page).not.toMatch(
      /<script|<link|<img|<form|<iframe|@import|url\(|\bon\w+=|https?:|style="/,
    );
  });

  it('has a policy that lets in its own style sheet only', () => {
    const style = /<style>([^]*)<\/style>/.exec(landingPage(content))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(landingPagePolicy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('has colours of its own for a dark screen', () => {
    expect(landingPage(content)).toMatch(/@media \(prefers-color-scheme: dark\) \{\s*:root \{/);
  });
});
