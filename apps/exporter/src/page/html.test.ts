import { expect, it } from 'vitest';
import { html } from './html.ts';

it('shows what is put in as it is, in text and in attributes', () => {
  const text = `<b title="it's">&`;
  expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
    '<p title="&#60;b title=&#34;it&#39;s&#34;&#62;&#38;">&#60;b title=&#34;it&#39;s&#34;&#62;&#38;</p>',
  );
});

it('takes pieces, lists of pieces, numbers and nothing', () => {
  const items = ['<', 2].map((item) => html`<li>${item}</li>`);
  expect(html`<p class="${undefined}">${items}</p>`.toString()).toBe(
    '<p class=""><li>&#60;</li><li>2</li></p>',
  );
});
