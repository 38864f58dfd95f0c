export class SavedView { constructor() {} async show(place) { place.replaceChildren('soon'); } leave() {} }
