import type { Page } from "playwright-core";

/**
 * Finds the places of the browser in which a word is kept.
 * @param party a unit that is kept, so that a search that finds nothing at all is noticed
 */
export async function leaks(page: Page, words: readonly string[], party: string): Promise<string[]> {
  const kept = await page.evaluate(async () => {
    const places = [
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      location.href,
      document.cookie,
    ];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name);
        opening.addEventListener("success", () => resolve(opening.result));
      });
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve) => {
          const asking = database.transaction(store).objectStore(store).getAll();
          asking.addEventListener("success", () => resolve(asking.result));
        });
        places.push(JSON.stringify(rows));
      }
      database.close();
    }
    return places;
  });
  if (!kept.some((place) => place.includes(party))) throw new Error("the search can find what is kept");
  return kept.filter((place) => words.some((word) => place.includes(word)));
}
