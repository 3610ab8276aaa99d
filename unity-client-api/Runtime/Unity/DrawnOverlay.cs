#nullable enable
using System;
using System.Threading;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>One overlay as it is drawn, with all that was made for it.</summary>
    internal sealed class DrawnOverlay
    {
        private readonly CancellationTokenSource loading = new CancellationTokenSource();
        private readonly ViewOverlay? overlay;

        public DrawnOverlay(string name, string mark, ViewOverlay? overlay, Transform under)
        {
            (Mark, this.overlay) = (mark, overlay);
            Thing = Owned.Add(new GameObject(name));
            Thing.transform.SetParent(under, false);
        }

        /// <summary>What it was drawn from: while that is the same, it need not be drawn anew.</summary>
        public string Mark { get; set; }

        public GameObject Thing { get; }

        public Owned Owned { get; } = new Owned();

        /// <summary>Ends what is still on its way when it is taken away.</summary>
        public CancellationToken Loading => loading.Token;

        public void At(DateTimeOffset? moment) => Thing.SetActive(overlay is null || overlay.IsShown(moment));

        public void Release()
        {
            loading.Cancel();
            Owned.Release();
        }
    }
}
