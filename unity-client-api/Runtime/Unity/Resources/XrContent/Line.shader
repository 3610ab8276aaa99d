// Lines in the colours of their corners.
Shader "XrContent/Line"
{
    SubShader
    {
        Tags { "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
        Cull Off
        ZWrite Off
        Pass
        {
            CGPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #include "UnityCG.cginc"

            struct Corner
            {
                float4 place : POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = UnityObjectToClipPos(corner.place);
                seen.colour = corner.colour;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return seen.colour;
            }
            ENDCG
        }
    }
}
