export class ExplorerView { constructor() {} async show(place) { place.replaceChildren('soon'); } leave() {} }
